"""One Atari game as single-environment agents in Python play it: ale-py, OpenCV, a stack of four frames in PyTorch."""

import random
from collections import deque

import cv2
import torch
from ale_py import ALEInterface, LoggerMode, roms


class Game:
    def __init__(self, name, seed):
        ALEInterface.setLoggerMode(LoggerMode.Error)
        self.ale = ALEInterface()
        self.ale.setInt("random_seed", seed)
        self.ale.setInt("max_num_frames_per_episode", 108_000)
        self.ale.setFloat("repeat_action_probability", 0.0)
        self.ale.loadROM(roms.get_rom_path(name))
        self.actions = self.ale.getMinimalActionSet()
        self.stack = deque(maxlen=4)
        self.lost_a_life = False
        self.lives = 0

    def reset(self):
        """float32[4, 84, 84] in [0, 1]. A lost life ends an episode, but not the game."""
        for _ in range(4):
            self.stack.append(torch.zeros(84, 84))
        if self.lost_a_life:
            self.lost_a_life = False
            self.ale.act(0)
        else:
            self.ale.reset_game()
            for _ in range(random.randrange(30)):
                self.ale.act(0)
        self.stack.append(self._frame())
        self.lives = self.ale.lives()
        return torch.stack(list(self.stack))

    def step(self, action):
        """Four frames of an action; the stack grows by the maximum of the last two."""
        newest = torch.zeros(2, 84, 84)
        reward = 0
        for frame in range(4):
            reward += self.ale.act(self.actions[action])
            if frame >= 2:
                newest[frame - 2] = self._frame()
            if self.ale.game_over():
                break
        self.stack.append(newest.max(0)[0])
        is_over = self.ale.game_over()
        lives = self.ale.lives()
        if 0 < lives < self.lives:
            self.lost_a_life = not is_over
            is_over = True
        self.lives = lives
        return torch.stack(list(self.stack)), reward, is_over

    def _frame(self):
        screen = cv2.resize(self.ale.getScreenGrayscale(), (84, 84), interpolation=cv2.INTER_LINEAR)
        return torch.tensor(screen, dtype=torch.float32).div_(255)
