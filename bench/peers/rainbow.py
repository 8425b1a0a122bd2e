"""
A Rainbow update in plain PyTorch, in the way public implementations structure it (Kaixhin/Rainbow, PFRL): noisy layers
that form their weights at every draw, dueling streams, C51 by scatter-add, double Q-learning, clipping and Adam, over a
prioritized replay in numpy that keeps single frames in a ring and a sum tree updated a level at a time.
"""

import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional


class NoisyLinear(nn.Module):
    def __init__(self, inputs, outputs, sigma):
        super().__init__()
        bound = 1 / math.sqrt(inputs)
        self.mean = nn.Parameter(torch.empty(outputs, inputs).uniform_(-bound, bound))
        self.sigma = nn.Parameter(torch.full((outputs, inputs), sigma / math.sqrt(inputs)))
        self.bias_mean = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound))
        self.bias_sigma = nn.Parameter(torch.full((outputs,), sigma / math.sqrt(outputs)))
        self.register_buffer("noise", torch.zeros(outputs, inputs))
        self.register_buffer("bias_noise", torch.zeros(outputs))

    def draw(self):
        rows, columns = (self._scaled(size) for size in self.mean.shape)
        torch.outer(rows, columns, out=self.noise)
        self.bias_noise.copy_(rows)

    @staticmethod
    def _scaled(size):
        normal = torch.randn(size)
        return normal.sign() * normal.abs().sqrt()

    def forward(self, x):
        weight = self.mean + self.sigma * self.noise
        return functional.linear(x, weight, self.bias_mean + self.bias_sigma * self.bias_noise)


# Convolutions as (inputs, filters, size, stride), and the units that they leave of an image.
TRUNKS = {
    "canonical": ([(4, 32, 8, 4), (32, 64, 4, 2), (64, 64, 3, 1)], 3136),
    "data-efficient": ([(4, 32, 5, 5), (32, 64, 5, 5)], 576),
}


class DistributionalNetwork(nn.Module):
    def __init__(self, num_actions, atoms, trunk, hidden, sigma):
        super().__init__()
        self.num_actions, self.atoms = num_actions, atoms
        convolutions, units = TRUNKS[trunk]
        layers = [layer for shape in convolutions for layer in (nn.Conv2d(*shape), nn.ReLU())]
        self.trunk = nn.Sequential(*layers, nn.Flatten())
        self.value_hidden = NoisyLinear(units, hidden, sigma)
        self.value_output = NoisyLinear(hidden, atoms, sigma)
        self.advantage_hidden = NoisyLinear(units, hidden, sigma)
        self.advantage_output = NoisyLinear(hidden, num_actions * atoms, sigma)

    def forward(self, x):
        features = self.trunk(x)
        value = self.value_output(functional.relu(self.value_hidden(features))).view(-1, 1, self.atoms)
        advantage = self.advantage_output(functional.relu(self.advantage_hidden(features)))
        advantage = advantage.view(-1, self.num_actions, self.atoms)
        return value + advantage - advantage.mean(1, keepdim=True)

    def draw(self):
        for layer in (self.value_hidden, self.value_output, self.advantage_hidden, self.advantage_output):
            layer.draw()


class SumTree:
    """A binary heap of sums; many leaves are updated, and many masses found, at once."""

    def __init__(self, capacity):
        self.first_leaf = 1 << math.ceil(math.log2(capacity))
        self.nodes = np.zeros(2 * self.first_leaf)

    @property
    def total(self):
        return self.nodes[1]

    def set(self, leaves, priorities):
        nodes = leaves + self.first_leaf
        self.nodes[nodes] = priorities
        while nodes[0] > 1:
            nodes = np.unique(nodes >> 1)
            self.nodes[nodes] = self.nodes[2 * nodes] + self.nodes[2 * nodes + 1]

    def set_one(self, leaf, priority):
        """As `set`, quicker for a single leaf."""
        node = leaf + self.first_leaf
        self.nodes[node] = priority
        while node > 1:
            node >>= 1
            self.nodes[node] = self.nodes[2 * node] + self.nodes[2 * node + 1]

    def find(self, masses):
        nodes = np.ones(len(masses), dtype=np.int64)
        masses = masses.copy()
        while nodes[0] < self.first_leaf:
            nodes *= 2
            left = self.nodes[nodes]
            goes_right = masses >= left
            masses -= np.where(goes_right, left, 0)
            nodes += goes_right
        return nodes - self.first_leaf


class PrioritizedMemory:
    """A ring of steps. With several environments they take turns in it, so that one's next step is `stride` further."""

    def __init__(self, capacity, steps, discount, exponent, stride=1):
        self.capacity, self.steps, self.exponent, self.stride = capacity, steps, exponent, stride
        self.frames = np.zeros((capacity, 84, 84), dtype=np.uint8)
        self.actions = np.zeros(capacity, dtype=np.int64)
        self.rewards = np.zeros(capacity, dtype=np.float32)
        self.times = np.zeros(capacity, dtype=np.int64)  # steps since the episode began
        self.continues = np.zeros(capacity, dtype=bool)
        self.discounts = discount ** np.arange(steps, dtype=np.float32)
        self.bootstrap_discount = discount**steps
        self.tree = SumTree(capacity)
        self.head = self.size = 0
        self.highest = 1.0

    def append(self, frame, time, action, reward, is_over):
        """A step: the newest frame of what was seen, what was done, what it brought. A time below 0: nothing was done."""
        place = self.head
        # What is overwritten goes, and with it the transitions whose stacks need its frame.
        for gone in range(place, place + 4 * self.stride, self.stride):
            gone %= self.capacity
            if self.tree.nodes[gone + self.tree.first_leaf] > 0:
                self.tree.set_one(gone, 0.0)
        self.frames[place] = frame
        self.actions[place], self.rewards[place] = action, reward
        self.times[place], self.continues[place] = time, not is_over
        # With this frame the transition n steps before is complete.
        complete = (place - self.steps * self.stride) % self.capacity
        if self.size >= self.steps * self.stride and self.times[complete] >= 0:
            self.tree.set_one(complete, self.highest)
        self.head = (place + 1) % self.capacity
        self.size = min(self.size + 1, self.capacity)

    def fill(self, frames, num_actions, episode_steps=500):
        """Plays recorded frames again and again as episodes of a fixed length, with rewards now and then."""
        draw = np.random.default_rng(1)
        self.frames[:] = frames[np.arange(self.capacity) % len(frames)]
        self.actions[:] = draw.integers(0, num_actions, self.capacity)
        self.rewards[:] = draw.integers(-1, 2, self.capacity)
        self.times[:] = np.arange(self.capacity) % episode_steps
        self.continues[:] = self.times < episode_steps - 1
        usable = np.arange(4, self.capacity - self.steps - 1)
        self.tree.set(usable, np.ones(len(usable)))

    def sample(self, size, importance_exponent):
        stratum = self.tree.total / size
        indices = self.tree.find((np.arange(size) + np.random.random(size)) * stratum)
        window = (indices[:, None] + self.stride * np.arange(-3, self.steps + 1)) % self.capacity
        # A frame counts only if it is of the same episode as the transition's own.
        begin = self.times[indices][:, None]
        same = self.times[window] - begin == np.arange(-3, self.steps + 1)
        frames = self.frames[window] * same[:, :, None, None]
        states = torch.from_numpy(frames[:, :4]).float().div_(255)
        next_states = torch.from_numpy(frames[:, self.steps : self.steps + 4]).float().div_(255)
        rewards = np.where(same[:, 3:-1], self.rewards[window[:, 3:-1]], 0)
        returns = torch.from_numpy(rewards @ self.discounts)
        continues = torch.from_numpy(same[:, -1].astype(np.float32))[:, None]
        chances = self.tree.nodes[indices + self.tree.first_leaf] / self.tree.total
        weights = (self.capacity * chances) ** -importance_exponent
        weights = torch.from_numpy((weights / weights.max()).astype(np.float32))
        return indices, states, torch.from_numpy(self.actions[indices]), returns, next_states, continues, weights

    def update(self, indices, losses):
        unique, first = np.unique(indices, return_index=True)
        priorities = losses[first] ** self.exponent
        self.tree.set(unique, priorities)
        self.highest = max(self.highest, priorities.max())


class RainbowAgent:
    def __init__(self, num_actions, config, capacity, num_environments=1):
        self.config = config
        self.atoms, self.low, self.high = config["numAtoms"], config["vMin"], config["vMax"]
        self.support = torch.linspace(self.low, self.high, self.atoms)
        self.spacing = (self.high - self.low) / (self.atoms - 1)
        shape = (num_actions, self.atoms, config["trunk"], config["hiddenUnits"], config["noisySigmaInit"])
        self.online = DistributionalNetwork(*shape)
        self.target = DistributionalNetwork(*shape)
        self.target.load_state_dict(self.online.state_dict())
        for parameter in self.target.parameters():
            parameter.requires_grad = False
        self.optimizer = torch.optim.Adam(
            self.online.parameters(), lr=config["learningRate"], eps=config["adamEpsilon"]
        )
        # A whole number of turns, or a ring of several environments would not close.
        capacity -= capacity % num_environments
        self.memory = PrioritizedMemory(
            capacity, config["nSteps"], config["discount"], config["priorityExponent"], num_environments
        )
        self.last_loss = 0.0

    def act(self, states):
        """The best actions by the noise drawn last. states: float32[N, 4, 84, 84] in [0, 1]."""
        with torch.no_grad():
            chances = functional.softmax(self.online(states), dim=2)
            return (chances * self.support).sum(2).argmax(1).numpy()

    def update_target(self):
        self.target.load_state_dict(self.online.state_dict())

    def learn(self):
        size = self.config["batchSize"]
        indices, states, actions, returns, next_states, continues, weights = self.memory.sample(
            size, self.config["importanceSamplingExponentStart"]
        )
        self.online.draw()
        log_chances = functional.log_softmax(self.online(states), dim=2)[range(size), actions]
        with torch.no_grad():
            expected = (functional.softmax(self.online(next_states), dim=2) * self.support).sum(2)
            best = expected.argmax(1)
            self.target.draw()
            chances = functional.softmax(self.target(next_states), dim=2)[range(size), best]
            targets = self._project(chances, returns, continues)
        losses = -(targets * log_chances).sum(1)
        self.optimizer.zero_grad()
        (weights * losses).mean().backward()
        nn.utils.clip_grad_norm_(self.online.parameters(), self.config["maxGradientNorm"])
        self.optimizer.step()
        self.memory.update(indices, losses.detach().numpy())
        self.last_loss = losses.mean().item()

    def _project(self, chances, returns, continues):
        # Of autocast's bfloat16, too, targets are made in float32.
        chances = chances.float()
        moved = returns[:, None] + continues * self.memory.bootstrap_discount * self.support
        places = (moved.clamp(self.low, self.high) - self.low) / self.spacing
        lower, upper = places.floor().long(), places.ceil().long()
        # A place that is whole would lose its mass: let it lie between two atoms.
        lower[(upper > 0) & (lower == upper)] -= 1
        upper[(lower < self.atoms - 1) & (lower == upper)] += 1
        targets = torch.zeros_like(chances)
        targets.scatter_add_(1, lower, chances * (upper - places))
        targets.scatter_add_(1, upper, chances * (places - lower))
        return targets
