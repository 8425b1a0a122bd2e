"""ale-py by itself: the same ROM, seed and actions as src/emulator.parity.test.ts, frame by frame."""
import ale_py
from ale_py import ALEInterface, LoggerMode, roms
from tape import Tape, actions, answer, read_case

case = read_case()
ALEInterface.setLoggerMode(LoggerMode.Error)
ale = ALEInterface()
ale.setFloat("repeat_action_probability", case["repeatActionProbability"])
ale.setInt("max_num_frames_per_episode", case["maxEpisodeFrames"])


def load(seed):
    ale.setInt("random_seed", seed)
    ale.loadROM(roms.get_rom_path(case["game"]))
    if "mode" in case:
        ale.setMode(case["mode"])
        ale.setDifficulty(case["difficulty"])
    ale.reset_game()


seed = case["aleSeed"]
load(seed)
legal = ale.getLegalActionSet() if case["fullActionSet"] else ale.getMinimalActionSet()
tape = Tape(case["every"])
episodes = 0
for step, action in enumerate(actions(case["actionSeed"], case["steps"], len(legal))):
    for _ in range(4):
        reward = ale.act(legal[action])
        terminated, truncated = ale.game_over(with_truncation=False), ale.game_truncated()
        tape.record_numbers(reward, ale.lives(), terminated, truncated, ale.getFrameNumber(), ale.getEpisodeFrameNumber())
        tape.record(ale.getRAM())
        if terminated or truncated:
            break
    tape.record(ale.getScreen())
    if step % 10 == 0:
        tape.record(ale.getScreenRGB(), ale.getScreenGrayscale())
    tape.end_step()
    if terminated or truncated:
        episodes += 1
        # Alternately ALE's own reset, which goes on with its random state, and a fresh load.
        if episodes % 2:
            ale.reset_game()
        else:
            seed += 1
            load(seed)
answer(digests=tape.digests, episodes=episodes)
