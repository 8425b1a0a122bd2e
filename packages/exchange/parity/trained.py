"""Lets Stable-Baselines3 train a DQN on Pong, in its own wrappers: its file, and what it says of screens from there."""

import sys

import ale_py
import gymnasium
import numpy as np
import torch
from safetensors.numpy import save_file
from stable_baselines3 import DQN
from stable_baselines3.common.env_util import make_atari_env
from stable_baselines3.common.vec_env import VecFrameStack

folder, num_observations = sys.argv[1], int(sys.argv[2])
num_games = 4
torch.set_num_threads(1)
gymnasium.register_envs(ale_py)


def games(seed):
    return VecFrameStack(make_atari_env("PongNoFrameskip-v4", n_envs=num_games, seed=seed), 4)


rng = np.random.default_rng(1)
shown, screens = games(seed=2), []
shown.reset()
for _ in range(num_observations // num_games + 10):
    after, *_ = shown.step(rng.integers(shown.action_space.n, size=num_games))
    screens.append(after.copy())
screens = np.concatenate(screens)

sizes = {"buffer_size": 2_000, "learning_starts": 200, "batch_size": 16, "target_update_interval": 200}
agent = DQN("CnnPolicy", games(seed=1), learning_rate=2.5e-5, train_freq=1, seed=1, device="cpu", **sizes)
observations = np.ascontiguousarray(np.transpose(screens, (0, 3, 1, 2)))
# At first it does the same in all states.
while agent.num_timesteps < 10_000:
    agent.learn(400, reset_num_timesteps=False)
    chosen, _ = agent.predict(screens, deterministic=True)
    if np.bincount(chosen).max() < 0.9 * len(chosen):
        break
agent.save(f"{folder}/trained.zip")

with torch.no_grad():
    scores = agent.policy.q_net(torch.from_numpy(observations)).numpy()
# What leads by less than rounding may be another action elsewhere.
second, first = np.sort(scores)[:, -2:].T
kept = np.flatnonzero(first - second > 1e-6)[:num_observations]
said = {"observations": observations[kept], "scores": scores[kept], "actions": chosen[kept].astype(np.int32)}
save_file(said, f"{folder}/trained.safetensors")
