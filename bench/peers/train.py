"""Peer of the training bench: Rainbow in plain PyTorch at play and learning, one environment, as Kaixhin/Rainbow does it."""

import random
import time

import ale_py
import cv2
import torch
from game import Game
from rainbow import RainbowAgent
from serving import serve

cv2.setNumThreads(2)


class Training:
    def __init__(self, game, config, seed):
        random.seed(seed)
        self.config = config
        self.game = Game(game, seed)
        self.agent = RainbowAgent(len(self.game.actions), config, config["replayCapacity"])
        self.state = self.game.reset()
        self.agent_steps = self.updates = self.age = 0

    def fill(self, agent_steps):
        """Plays at random, to have something to learn from."""
        for _ in range(agent_steps):
            self._step(random.randrange(len(self.game.actions)))
        self.agent.online.draw()

    def run(self, agent_steps):
        for _ in range(agent_steps):
            self._step(self.agent.act(self.state))
            if self.agent_steps % self.config["learnPeriodAgentSteps"] == 0:
                self.agent.learn()
                self.updates += 1
            if self.agent_steps % self.config["targetUpdatePeriodAgentSteps"] == 0:
                self.agent.update_target()

    def _step(self, action):
        next_state, reward, is_over = self.game.step(action)
        clipped = max(min(reward, 1), -1)
        frame = self.state[-1].mul(255).to(torch.uint8).numpy()
        self.agent.memory.append(frame, self.age, action, clipped, is_over)
        self.state, self.age = (self.game.reset(), 0) if is_over else (next_state, self.age + 1)
        self.agent_steps += 1


trainings = {}


def prepare(name, game, config, filled, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    training = Training(game, config, seed=1)
    training.fill(filled)
    trainings[name] = training
    return {
        "parameters": sum(p.numel() for p in training.agent.online.parameters()),
        "versions": {"PyTorch": torch.__version__, "ale-py": ale_py.__version__, "OpenCV": cv2.__version__},
    }


def run(name, steps):
    training = trainings[name]
    updates = training.updates
    began = time.perf_counter()
    training.run(steps)
    seconds = time.perf_counter() - began
    return {"rate": steps / seconds, "updates": training.updates - updates, "loss": training.agent.last_loss}


serve({"prepare": prepare, "run": run})
