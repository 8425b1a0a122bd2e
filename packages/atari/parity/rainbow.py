"""The `rainbow` preset written anew over ale-py and OpenCV: each of a step's two last screens is resized (bilinear),
then their maximum taken; a screen that was never reached is zeros; the stack begins with zeros."""
import cv2
import numpy as np
from ale_py import ALEInterface, LoggerMode, roms
from tape import play, read_case

case = read_case()
preset = case["preset"]
ALEInterface.setLoggerMode(LoggerMode.Error)
ale = ALEInterface()
ale.setFloat("repeat_action_probability", preset["repeatActionProbability"])
ale.setInt("max_num_frames_per_episode", preset["maxEpisodeFrames"])


def resized():
    return cv2.resize(ale.getScreenGrayscale(), (84, 84), interpolation=cv2.INTER_LINEAR)


def begin(start):
    ale.setInt("random_seed", start["aleSeed"])
    ale.loadROM(roms.get_rom_path(case["game"]))
    ale.reset_game()
    for _ in range(start["noops"]):
        ale.act(0)
    stack = np.zeros((4, 84, 84), np.uint8)
    stack[3] = resized()
    return stack


def step(action, stack):
    frames = np.zeros((2, 84, 84), np.uint8)
    reward = 0
    for t in range(preset["frameSkip"]):
        reward += ale.act(legal[action])
        if t >= preset["frameSkip"] - 2:
            frames[t - preset["frameSkip"] + 2] = resized()
        if ale.game_over():
            break
    return reward, np.concatenate([stack[1:], frames.max(0)[None]])


ale.loadROM(roms.get_rom_path(case["game"]))
legal = ale.getLegalActionSet() if preset["fullActionSet"] else ale.getMinimalActionSet()
play(case, begin, step, len(legal), ale)
