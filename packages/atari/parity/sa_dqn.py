"""The `sa-dqn` preset written anew over ale-py and OpenCV: the maximum of a step's two last screens, padded to 168 columns, cut to
168 rows and halved; FIRE and the third action after the no-ops; the stack begins with the first frame."""
import cv2
import numpy as np
from ale_py import Action, ALEInterface, LoggerMode, roms
from tape import play, read_case

case = read_case()
preset = case["preset"]
skip = preset["frameSkip"]
ALEInterface.setLoggerMode(LoggerMode.Error)
ale = ALEInterface()
ale.setFloat("repeat_action_probability", preset["repeatActionProbability"])
ale.setInt("max_num_frames_per_episode", preset["maxEpisodeFrames"])
ale.loadROM(roms.get_rom_path(case["game"]))
legal = ale.getMinimalActionSet()
# The last screen, and the one before it; they stay where an episode ends within a step, as in AtariPreprocessing.
screens = np.zeros((2, 210, 160), np.uint8)


def cropped():
    padded = np.pad(screens.max(0), ((0, 0), (4, 4)))
    first = 21 + preset["cropShift"]
    return cv2.resize(padded[first : first + 168], (84, 84), interpolation=cv2.INTER_AREA)


def step(action):
    reward = 0
    for t in range(skip):
        reward += ale.act(action)
        if ale.game_over():
            break
        if t >= skip - 2:
            screens[skip - 1 - t] = ale.getScreenGrayscale()
    frame = cropped()
    # The maximum takes the place of the last screen.
    screens[0] = screens.max(0)
    return reward, frame


def begin(start):
    ale.setInt("random_seed", start["aleSeed"])
    ale.loadROM(roms.get_rom_path(case["game"]))
    ale.reset_game()
    for _ in range(start["noops"]):
        ale.act(0)
    screens[0], screens[1] = ale.getScreenGrayscale(), 0
    frame = cropped()
    if preset["fireOnReset"] and len(legal) > 2 and legal[1] == Action.FIRE:
        for action in legal[1:3]:
            frame = step(action)[1]
    return np.stack([frame] * 4)


def follow(action, stack):
    reward, frame = step(legal[action])
    return reward, np.concatenate([stack[1:], frame[None]])


play(case, begin, follow, preset.get("actionLimit", len(legal)), ale)
