import { fileURLToPath } from 'node:url';
import { paperGames } from '@a2pd/ale';
import { actionTape, firstDifference, type ParityCase, type Recording, runReference, Tape } from '@a2pd/ale/parity';
import { describe, expect, it } from 'vitest';
import { AtariVectorEnvironment, type ExplicitStart } from './atari-vector-environment.js';
import { type PresetName, presetOf, presets } from './presets.js';

const scripts = {
  gymnasium: fileURLToPath(new URL('../parity/gymnasium_stack.py', import.meta.url)),
  rainbow: fileURLToPath(new URL('../parity/rainbow.py', import.meta.url)),
  'sa-dqn': fileURLToPath(new URL('../parity/sa_dqn.py', import.meta.url)),
};

interface Settings {
  readonly game: string;
  readonly presetName: PresetName;
  readonly steps: number;
  readonly changes: Partial<(typeof presets)['gymnasium']>;
}

/** Episodes of some hundred frames, a number that four does not divide: every one is cut off within a frame skip. */
const cutShort = { maxEpisodeFrames: 403, repeatActionProbability: 0.25 };

describe('the gymnasium and revisiting-ale presets see what AtariPreprocessing and FrameStackObservation show', () => {
  it.each<Settings>(
    paperGames.flatMap((game) => [
      { game, presetName: 'gymnasium' as const, steps: 7_000, changes: {} },
      { game, presetName: 'gymnasium' as const, steps: 3_000, changes: cutShort },
      { game, presetName: 'revisiting-ale' as const, steps: 3_000, changes: { maxEpisodeFrames: 2_002 } },
    ]),
  )('$game, $presetName, $steps agent steps, $changes', async ({ game, presetName, steps, changes }) => {
    const preset = { ...presets[presetName], ...changes };
    const parityCase = { game, preset, steps, every: 100, seed: 11, actionSeed: 5 };
    const { starts } = await runReference<Recording & { starts: ExplicitStart[] }>(scripts.gymnasium, {
      ...parityCase,
      steps: 0,
    });
    const difference = await firstDifference(scripts.gymnasium, parityCase, (given) => play({ ...given, starts }));
    expect(difference).toBeUndefined();
  });
});

describe('the rainbow preset sees what OpenCV makes of ale-py screens', () => {
  it.each<Settings>(
    paperGames.flatMap((game) => [
      { game, presetName: 'rainbow' as const, steps: 8_000, changes: {} },
      { game, presetName: 'rainbow' as const, steps: 2_000, changes: cutShort },
    ]),
  )('$game, $steps agent steps, $changes', async ({ game, steps, changes }) => {
    const starts = Array.from({ length: 200 }, (_, i) => ({ aleSeed: 1_000 + i, noops: (i * 11) % 30 }));
    const parityCase = { game, preset: { ...presets.rainbow, ...changes }, steps, every: 100, actionSeed: 3, starts };
    expect(await firstDifference(scripts.rainbow, parityCase, play)).toBeUndefined();
  });
});

describe('the sa-dqn preset sees what OpenCV makes of a square of ale-py screens', () => {
  it.each(paperGames)('%s', async (game) => {
    const starts = Array.from({ length: 200 }, (_, i) => ({ aleSeed: 1_000 + i, noops: 1 + ((i * 11) % 30) }));
    const parityCase = { game, preset: presetOf('sa-dqn', game), steps: 3_000, every: 100, actionSeed: 3, starts };
    expect(await firstDifference(scripts['sa-dqn'], parityCase, play)).toBeUndefined();
  });
});

interface PresetCase extends ParityCase {
  readonly game: string;
  readonly preset: (typeof presets)['rainbow'];
  readonly actionSeed: number;
  readonly starts: readonly ExplicitStart[];
}

function play({ game, preset, steps, every, actionSeed, starts }: PresetCase): Recording {
  const environment = new AtariVectorEnvironment({
    game,
    overrides: preset,
    numEnvironments: 1,
    autoresetMode: 'disabled',
  });
  const tape = new Tape(every);
  let episodes = 1;
  tape.record(environment.resetTo([starts[0]!]));
  for (const action of actionTape(actionSeed, steps, environment.numActions)) {
    const { observations, rewards, terminated, truncated, lives } = environment.step(Int32Array.of(action));
    tape.record(observations);
    tape.recordNumbers(rewards[0]!, terminated[0]!, truncated[0]!, lives[0]!);
    if (terminated[0] || truncated[0]) tape.record(environment.resetTo([starts[episodes++]!]));
    tape.endStep();
  }
  environment.close();
  return { digests: tape.digests, episodes };
}
