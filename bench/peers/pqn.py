"""PQN in plain PyTorch over ale-py's vector environment, in the way of CleanRL."""

import numpy as np
import torch
from ale_py.vector_env import AtariVectorEnv
from torch import nn


def network(num_actions, hidden):
    """Mnih et al. (2013), each layer normalised as a whole."""
    return nn.Sequential(
        nn.Conv2d(4, 16, 8, 4),
        nn.LayerNorm([16, 20, 20]),
        nn.ReLU(),
        nn.Conv2d(16, 32, 4, 2),
        nn.LayerNorm([32, 9, 9]),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(2592, hidden),
        nn.LayerNorm(hidden),
        nn.ReLU(),
        nn.Linear(hidden, num_actions),
    )


class PqnTraining:
    def __init__(self, game, config, threads, environments):
        self.config, self.count = config, environments
        self.environment = AtariVectorEnv(game, environments, num_threads=threads, use_fire_reset=False)
        self.num_actions = int(self.environment.single_action_space.n)
        self.online = network(self.num_actions, config["hiddenUnits"])
        self.optimizer = torch.optim.Adam(
            self.online.parameters(), lr=config["learningRate"], eps=config["adamEpsilon"]
        )
        self.states, _ = self.environment.reset(seed=1)
        self.agent_steps = 0

    def step(self):
        """One segment, played and learned from."""
        length = self.config["segmentAgentSteps"]
        states = torch.zeros(length, *self.states.shape, dtype=torch.uint8)
        actions = torch.zeros(length, self.count, dtype=torch.int64)
        rewards, ended = torch.zeros(length, self.count), torch.zeros(length, self.count)
        best = torch.zeros(length + 1, self.count)
        for t in range(length + 1):
            seen = torch.from_numpy(self.states)
            with torch.no_grad():
                best[t], greedy = self.online(seen.float().div_(255)).max(1)
            if t == length:
                break
            explored = torch.rand(self.count) < self.config["explorationEpsilonEnd"]
            actions[t] = torch.where(explored, torch.randint(self.num_actions, (self.count,)), greedy)
            states[t] = seen
            self.states, reward, terminated, truncated, _ = self.environment.step(actions[t].numpy())
            rewards[t] = torch.from_numpy(np.clip(reward, -1, 1)).float()
            ended[t] = torch.from_numpy(terminated | truncated).float()
        self.learn(states.flatten(0, 1), actions.flatten(), self.returns(rewards, ended, best).flatten())
        self.agent_steps += length * self.count

    def returns(self, rewards, ended, best):
        discount, share = self.config["discount"], self.config["lambda"]
        returns = torch.zeros_like(rewards)
        following = best[-1]
        for t in reversed(range(len(rewards))):
            returns[t] = rewards[t] + discount * (1 - ended[t]) * following
            following = share * returns[t] + (1 - share) * best[t]
        return returns

    def learn(self, states, actions, returns):
        for _ in range(self.config["epochs"]):
            for rows in torch.randperm(len(actions)).split(self.config["batchSize"]):
                values = self.online(states[rows].float().div_(255)).gather(1, actions[rows, None])[:, 0]
                loss = 0.5 * (values - returns[rows]).square().mean()
                self.optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(self.online.parameters(), self.config["maxGradientNorm"])
                self.optimizer.step()
