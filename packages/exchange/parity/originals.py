"""Draws policies with the original libraries: their files, and what they say of observations, for ours to be held against."""

import sys

import gymnasium
import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from stable_baselines3 import DQN
from torch import nn

folder = sys.argv[1]
num_actions = 6
observations = load_file(f"{folder}/observations.safetensors")["observations"]
pixels = torch.from_numpy(observations)
torch.manual_seed(1)


class Spaces(gymnasium.Env):
    """What Stable-Baselines3 wants to know of a game to make a policy for it: stacked screens, channels last."""

    observation_space = gymnasium.spaces.Box(0, 255, (84, 84, 4), np.uint8)
    action_space = gymnasium.spaces.Discrete(num_actions)


class QNetwork(nn.Module):
    """The layers of CleanRL's dqn_atari.py, of any number of frames."""

    def __init__(self, frames):
        super().__init__()
        trunk = [nn.Conv2d(frames, 32, 8, stride=4), nn.ReLU(), nn.Conv2d(32, 64, 4, stride=2), nn.ReLU()]
        trunk += [nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten()]
        self.network = nn.Sequential(*trunk, nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, num_actions))

    def forward(self, x):
        return self.network(x / 255.0)


class Dueling(nn.Module):
    """Wang et al. (2016) on the same trunk."""

    def __init__(self):
        super().__init__()
        self.cnn = QNetwork(4).network[:7]
        self.advantage = nn.Sequential(nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, num_actions))
        self.value = nn.Sequential(nn.Linear(3136, 512), nn.ReLU(), nn.Linear(512, 1))

    def forward(self, x):
        x = self.cnn(x / 255.0)
        advantage = self.advantage(x)
        return self.value(x) + advantage - advantage.mean(1, keepdim=True)


class NoisyLinear(nn.Module):
    """As both of the following keep it; evaluated, the means act alone."""

    def __init__(self, inputs, outputs):
        super().__init__()
        for name in ("mu", "sigma"):
            self.register_parameter(f"weight_{name}", nn.Parameter(torch.randn(outputs, inputs) / inputs**0.5))
            self.register_parameter(f"bias_{name}", nn.Parameter(torch.randn(outputs)))
        self.register_buffer("weight_epsilon", torch.randn(outputs, inputs))
        self.register_buffer("bias_epsilon", torch.randn(outputs))

    def forward(self, x):
        return nn.functional.linear(x, self.weight_mu, self.bias_mu)


def expected_returns(value, advantage, support):
    atoms = len(support)
    value, advantage = value.view(-1, 1, atoms), advantage.view(-1, num_actions, atoms)
    chances = (value + advantage - advantage.mean(1, keepdim=True)).softmax(2)
    return (chances * support).sum(2)


class KaixhinRainbow(nn.Module):
    """The modules of Kaixhin/Rainbow's model.py."""

    def __init__(self, atoms=51):
        super().__init__()
        self.convs = QNetwork(4).network[:6]
        self.fc_h_v, self.fc_h_a = NoisyLinear(3136, 512), NoisyLinear(3136, 512)
        self.fc_z_v, self.fc_z_a = NoisyLinear(512, atoms), NoisyLinear(512, atoms * num_actions)

    def forward(self, x):
        x = self.convs(x / 255.0).flatten(1)
        value, advantage = self.fc_z_v(self.fc_h_v(x).relu()), self.fc_z_a(self.fc_h_a(x).relu())
        return expected_returns(value, advantage, torch.linspace(-10, 10, 51))


class CleanRlRainbow(nn.Module):
    """The modules of CleanRL's rainbow_atari.py, which keeps the support of its distributions beside them."""

    def __init__(self, atoms=51):
        super().__init__()
        self.register_buffer("support", torch.linspace(-7, 9, atoms))
        self.network = QNetwork(4).network[:7]
        self.value_head = nn.Sequential(NoisyLinear(3136, 512), nn.ReLU(), NoisyLinear(512, atoms))
        self.advantage_head = nn.Sequential(NoisyLinear(3136, 512), nn.ReLU(), NoisyLinear(512, atoms * num_actions))

    def forward(self, x):
        x = self.network(x / 255.0)
        return expected_returns(self.value_head(x), self.advantage_head(x), self.support)


agent = DQN("CnnPolicy", Spaces(), buffer_size=1, seed=1, device="cpu")
agent.save(f"{folder}/sb3-dqn.zip")
networks = {"cleanrl-dqn": QNetwork(4), "one-frame": QNetwork(1), "dueling": Dueling()}
networks |= {"kaixhin-rainbow": KaixhinRainbow(), "cleanrl-rainbow": CleanRlRainbow()}
for name, network in networks.items():
    torch.save(network.state_dict(), f"{folder}/{name}.pth")

with torch.no_grad():
    scores = {name: network(pixels[:, 3:] if name == "one-frame" else pixels) for name, network in networks.items()}
    scores["sb3-dqn"] = agent.policy.q_net(pixels)
    chosen, _ = agent.predict(np.transpose(observations, (0, 2, 3, 1)), deterministic=True)
save_file({name: values.numpy() for name, values in scores.items()}, f"{folder}/scores.safetensors")
save_file({"sb3-dqn": chosen.astype(np.int32)}, f"{folder}/actions.safetensors")
