import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Emulator } from './emulator.js';
import { paperGames } from './games.js';
import { actionTape, firstDifference, type Recording, Tape } from './parity/index.js';

interface EmulatorCase {
  readonly game: string;
  readonly aleSeed: number;
  readonly actionSeed: number;
  readonly repeatActionProbability: number;
  readonly maxEpisodeFrames: number;
  readonly fullActionSet: boolean;
  readonly mode?: number;
  readonly difficulty?: number;
  readonly steps: number;
  readonly every: number;
}

const script = fileURLToPath(new URL('../parity/emulator.py', import.meta.url));

describe('the emulator plays as ale-py does: screen, RAM, reward, lives, flags', () => {
  it.each(
    paperGames.flatMap((game, index) => [
      { game, steps: 8_000, repeatActionProbability: 0, maxEpisodeFrames: 108_000, fullActionSet: false, index },
      { game, steps: 5_000, repeatActionProbability: 0.25, maxEpisodeFrames: 1_001, fullActionSet: true, index },
    ]),
  )('$game, $steps agent steps, sticky $repeatActionProbability', async ({ index, ...settings }) => {
    const parityCase: EmulatorCase = { ...settings, aleSeed: 100 + index, actionSeed: 7 + index, every: 100 };
    expect(await firstDifference(script, parityCase, play)).toBeUndefined();
  });
});

describe('in other modes and difficulties as well', () => {
  it.each([
    { game: 'freeway', mode: 3, difficulty: 1 },
    { game: 'pong', mode: 1, difficulty: 3 },
    { game: 'breakout', mode: 12, difficulty: 1 },
    { game: 'space_invaders', mode: 5, difficulty: 0 },
  ])('$game, mode $mode, difficulty $difficulty', async (variant) => {
    const settings = { steps: 2_000, repeatActionProbability: 0.25, maxEpisodeFrames: 1_001, fullActionSet: false };
    const parityCase: EmulatorCase = { ...settings, ...variant, aleSeed: 41, actionSeed: 9, every: 100 };
    expect(await firstDifference(script, parityCase, play)).toBeUndefined();
  });
});

function play({ steps, every, actionSeed, aleSeed, ...options }: EmulatorCase): Recording {
  const emulator = new Emulator({ ...options, aleSeed });
  const tape = new Tape(every);
  const ram = new Uint8Array(128);
  let seed = aleSeed;
  let episodes = 0;
  let step = 0;
  for (const action of actionTape(actionSeed, steps, emulator.actions.length)) {
    let ended = false;
    for (let frame = 0; frame < 4 && !ended; frame++) {
      const reward = emulator.act(emulator.actions[action]!);
      const { terminated, truncated, lives, frameNumber, episodeFrameNumber } = emulator;
      ended = terminated || truncated;
      tape.recordNumbers(reward, lives, terminated, truncated, frameNumber, episodeFrameNumber);
      tape.record(emulator.ram(ram));
    }
    tape.record(emulator.screenIndices());
    if (step++ % 10 === 0) tape.record(emulator.screenRgb(), emulator.screenGray());
    tape.endStep();
    if (ended) emulator.reset(++episodes % 2 ? undefined : ++seed);
  }
  emulator.close();
  return { digests: tape.digests, episodes };
}
