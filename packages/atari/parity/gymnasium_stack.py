"""Gymnasium's own wrappers over ale-py, untouched: AtariPreprocessing and FrameStackObservation.

Their episodes begin from numpy seeds; the ALE seed and the number of no-ops that follow from one are sent back, so that
the other side can begin at the same place.
"""
import itertools

import numpy as np
from ale_py import AtariEnv, LoggerMode, ALEInterface
from gymnasium.wrappers import AtariPreprocessing, FrameStackObservation
from tape import Tape, actions, answer, read_case

ALEInterface.setLoggerMode(LoggerMode.Error)
case = read_case()
preset = case["preset"]


def starts(seed):
    """Numpy seeds whose ALE seed has 31 bits, as ours have, with what Gymnasium makes of each."""
    while True:
        np_seed, ale_seed = np.random.SeedSequence(seed).generate_state(2)
        noops = 0
        if preset["noopMax"] > 0:
            generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(int(np_seed))))
            noops = int(generator.integers(1, preset["noopMax"] + 1))
        if ale_seed < 2**31:
            yield seed, {"aleSeed": int(ale_seed), "noops": noops}
        seed += 1


def make():
    return FrameStackObservation(
        AtariPreprocessing(
            AtariEnv(
                case["game"],
                frameskip=1,
                repeat_action_probability=preset["repeatActionProbability"],
                max_num_frames_per_episode=preset["maxEpisodeFrames"],
                full_action_space=preset["fullActionSet"],
            ),
            noop_max=preset["noopMax"],
            frame_skip=preset["frameSkip"],
        ),
        4,
        padding_type="reset" if preset["repeatFirstFrame"] else "zero",
    )


def play():
    env = make()
    seeds = starts(case["seed"])
    episodes = 1
    tape = Tape(case["every"])
    tape.record(env.reset(seed=next(seeds)[0])[0])
    for action in actions(case["actionSeed"], case["steps"], int(env.action_space.n)):
        observation, reward, terminated, truncated, info = env.step(action)
        tape.record(observation)
        tape.record_numbers(reward, terminated, truncated, info["lives"])
        if terminated or truncated:
            tape.record(env.reset(seed=next(seeds)[0])[0])
            episodes += 1
        tape.end_step()
    answer(digests=tape.digests, episodes=episodes)


if case["steps"] == 0:
    answer(digests=[], episodes=0, starts=[start for _, start in itertools.islice(starts(case["seed"]), 200)])
else:
    play()
