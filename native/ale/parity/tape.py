"""What both sides of a parity test share: the sequence of actions, and digests taken every so many steps.

A case comes in as JSON in the first argument; a line of JSON goes out with what was played and the digests.
"""
import hashlib
import json
import sys


def actions(seed, count, num_actions):
    """The linear congruential generator of the C standard's example; its upper bits choose."""
    state = seed
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        yield (state >> 16) % num_actions


class Tape:
    """SHA-256 over all that was recorded, cut every `every` steps."""

    def __init__(self, every):
        self.every = every
        self.steps = 0
        self.digests = []
        self.hash = hashlib.sha256()

    def record(self, *parts):
        for part in parts:
            self.hash.update(part)

    def record_numbers(self, *numbers):
        self.hash.update((",".join(str(int(number)) for number in numbers) + ";").encode())

    def end_step(self):
        self.steps += 1
        if self.steps % self.every == 0:
            self.digests.append(self.hash.hexdigest()[:16])


def play(case, begin, step, num_actions, ale):
    """Plays the case's steps over its starts, and answers with what was seen.

    `begin(start)` gives the first stack, `step(action, stack)` a reward and the next stack.
    """
    starts = iter(case["starts"])
    tape = Tape(case["every"])
    stack = begin(next(starts))
    tape.record(stack)
    episodes = 1
    for action in actions(case["actionSeed"], case["steps"], num_actions):
        reward, stack = step(action, stack)
        terminated, truncated = ale.game_over(with_truncation=False), ale.game_truncated()
        tape.record(stack)
        tape.record_numbers(reward, terminated, truncated, ale.lives())
        if terminated or truncated:
            episodes += 1
            stack = begin(next(starts))
            tape.record(stack)
        tape.end_step()
    answer(digests=tape.digests, episodes=episodes)


def read_case():
    return json.loads(sys.argv[1])


def answer(**fields):
    print(json.dumps(fields))
