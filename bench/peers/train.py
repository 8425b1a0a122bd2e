"""
Peers of the training bench: Rainbow in plain PyTorch at play and learning, with one environment as Kaixhin/Rainbow has
it, and with several that ale-py steps natively, whose actions are chosen in one batch.
"""

import random
import time

import ale_py
import cv2
import numpy as np
import torch
from ale_py.vector_env import AtariVectorEnv
from game import Game
from pqn import PqnTraining
from rainbow import RainbowAgent
from serving import serve

cv2.setNumThreads(2)


class Schedule:
    """What both have: a count of agent steps, and the updates that are due by it."""

    def __init__(self, config, agent):
        self.config, self.agent = config, agent
        self.agent_steps = self.updates = 0

    def passed(self, period, steps):
        """How often a period ended within the last so many agent steps."""
        return self.agent_steps // period - (self.agent_steps - steps) // period

    def count(self, steps, learns):
        self.agent_steps += steps
        if not learns:
            return
        for _ in range(self.passed(self.config["learnPeriodAgentSteps"], steps)):
            self.agent.learn()
            self.updates += 1
        if self.passed(self.config["targetUpdatePeriodAgentSteps"], steps):
            self.agent.update_target()


class SingleTraining:
    def __init__(self, game, config, threads):
        self.game = Game(game, seed=1)
        self.num_actions = len(self.game.actions)
        self.agent = RainbowAgent(self.num_actions, config, config["replayCapacity"])
        self.schedule = Schedule(config, self.agent)
        self.state = self.game.reset()
        self.age = 0

    def step(self, learns):
        action = self.agent.act(self.state[None])[0] if learns else random.randrange(self.num_actions)
        next_state, reward, is_over = self.game.step(action)
        frame = self.state[-1].mul(255).to(torch.uint8).numpy()
        self.agent.memory.append(frame, self.age, action, max(min(reward, 1), -1), is_over)
        self.state, self.age = (self.game.reset(), 0) if is_over else (next_state, self.age + 1)
        self.schedule.count(1, learns)


class VectorTraining:
    count = 8

    def __init__(self, game, config, threads):
        self.environment = AtariVectorEnv(game, self.count, num_threads=threads, use_fire_reset=False)
        self.num_actions = int(self.environment.single_action_space.n)
        self.agent = RainbowAgent(self.num_actions, config, config["replayCapacity"], self.count)
        self.schedule = Schedule(config, self.agent)
        self.states, _ = self.environment.reset(seed=1)
        self.ages = np.zeros(self.count, dtype=np.int64)

    def step(self, learns):
        if learns:
            actions = self.agent.act(torch.from_numpy(self.states).float().div_(255))
        else:
            actions = np.random.randint(self.num_actions, size=self.count)
        # What was seen is stored before the environments write over it.
        newest = self.states[:, -1].copy()
        states, rewards, terminated, truncated, _ = self.environment.step(actions)
        is_over = terminated | truncated
        for i in range(self.count):
            reward = max(min(rewards[i], 1), -1)
            self.agent.memory.append(newest[i], self.ages[i], actions[i], reward, is_over[i])
        # The step after an end only resets: what is seen then was never acted on.
        self.ages = np.where(is_over, -2, np.where(self.ages < 0, 0, self.ages + 1))
        self.states = states
        self.schedule.count(self.count, learns)


kinds = {"single": SingleTraining, "vector": VectorTraining}
trainings = {}


def prepare(name, kind, game, config, filled, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    random.seed(1)
    np.random.seed(1)
    training = kinds[kind](game, config, threads)
    while training.schedule.agent_steps < filled:
        training.step(learns=False)
    training.agent.online.draw()
    trainings[name] = training
    return {
        "parameters": sum(p.numel() for p in training.agent.online.parameters()),
        "versions": {"PyTorch": torch.__version__, "ale-py": ale_py.__version__, "OpenCV": cv2.__version__},
    }


def prepare_pqn(game, config, environments, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    training = PqnTraining(game, config, threads, environments)
    trainings["pqn"] = training
    return {"parameters": sum(p.numel() for p in training.online.parameters())}


def run_pqn():
    training = trainings["pqn"]
    agent_steps, began = training.agent_steps, time.perf_counter()
    training.step()
    return {"rate": (training.agent_steps - agent_steps) / (time.perf_counter() - began)}


def run(name, steps):
    training = trainings[name]
    schedule = training.schedule
    agent_steps, updates = schedule.agent_steps, schedule.updates
    began = time.perf_counter()
    while schedule.agent_steps < agent_steps + steps:
        training.step(learns=True)
    seconds = time.perf_counter() - began
    return {
        "rate": (schedule.agent_steps - agent_steps) / seconds,
        "updates": schedule.updates - updates,
        "loss": training.agent.last_loss,
    }


if __name__ == "__main__":
    serve({"prepare": prepare, "run": run, "prepare_pqn": prepare_pqn, "run_pqn": run_pqn})
