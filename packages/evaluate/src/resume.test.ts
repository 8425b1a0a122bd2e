import { type EpisodeRecord, frameSize } from '@a2pd/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.js';
import type { EvaluateOptions } from './options.js';
import type { EvaluationProgress } from './progress.js';
import { BandsGame, bandsModel, episodeSteps } from './testing/bands-game.js';

const policy = bandsModel({ olderWeight: 0.05 });
const teacher = bandsModel({ name: 'shifted', shift: 1, scale: 10 });
const seeds = [3, 10, 4, 8, 21, 6, 7];
const numEnvironments = 3;
/** Of the batch: seven episodes of four to eight steps in three environments. */
const fewestRounds = Math.ceil(seeds.reduce((sum, seed) => sum + episodeSteps(seed), 0) / numEnvironments);

afterAll(() => {
  policy.dispose();
  teacher.dispose();
});

/** Calls for a stop after so many steps of the batch. */
class StoppingGame extends BandsGame {
  #steps = 0;

  constructor(
    readonly stopAfter: number,
    readonly controller: AbortController,
  ) {
    super(numEnvironments);
  }

  override stepAsync(actions: Int32Array): void {
    super.stepAsync(actions);
    this.#steps += 1;
    if (this.#steps === this.stopAfter) this.controller.abort();
  }
}

const options = {
  policy,
  teacher,
  seeds,
  seed: 5,
  explorationEpsilon: 0.3,
  gradientProbePeriodAgentSteps: 3,
  attack: { name: 'pgd', epsilon: 4 / 255, steps: 2, randomStart: true },
} satisfies Partial<EvaluateOptions>;

/** Stops after each of these numbers of steps, and goes on from what was left; all records in the end. */
async function playInParts(changes: Partial<EvaluateOptions>, stops: readonly number[]) {
  let resume: EvaluationProgress | undefined;
  for (const stopAfter of stops) {
    const controller = new AbortController();
    const stopped = evaluate({
      ...{ ...options, ...changes, signal: controller.signal },
      environment: new StoppingGame(stopAfter, controller),
      resume,
      checkpoints: {
        periodMs: 1e9,
        save: async (progress) => {
          resume = JSON.parse(JSON.stringify(progress)) as EvaluationProgress;
        },
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  }
  const environment = new BandsGame(numEnvironments);
  return evaluate({ ...options, ...changes, environment, resume });
}

function withoutSeconds(records: readonly EpisodeRecord[]) {
  return records.map(({ seconds: _, ...record }) => record);
}

describe('a resumed evaluation gives the records of one that was not stopped', () => {
  it.each<[string, Partial<EvaluateOptions>]>([
    ['all frames', {}],
    ['the newest frame in whole grey levels', { perturbFrames: 'newest', quantise: true, labels: 'self' }],
  ])('attacking %s', async (_, changes) => {
    const whole = await playInParts(changes, []);
    for (const stops of [[1], [5], [9], [fewestRounds - 1], [2, 3, 4]]) {
      const resumed = await playInParts(changes, stops);
      expect(withoutSeconds(resumed.episodes)).toEqual(withoutSeconds(whole.episodes));
      expect(resumed.summary).toEqual(whole.summary);
    }
  });
});

it('counts the time of all parts', async () => {
  const { episodes, timing } = await playInParts({}, [5]);
  const total = episodes.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  expect(total).toBeCloseTo(timing.seconds, 6);
  expect(timing.attackSeconds).toBeGreaterThan(0);
  expect(timing.attackSeconds).toBeLessThan(timing.seconds);
});

/** Plays as BandsGame does, for the same rewards, but for one pixel. */
class OtherPixel extends BandsGame {
  override step(actions: Int32Array) {
    const result = super.step(actions);
    this.observations[3 * frameSize]! ^= 1;
    return result;
  }
}

type Lanes = EvaluationProgress['lanes'];

describe('does not go on', () => {
  let left: EvaluationProgress;

  beforeAll(async () => {
    const controller = new AbortController();
    const stopped = evaluate({
      ...{ ...options, signal: controller.signal, environment: new StoppingGame(3, controller) },
      checkpoints: {
        periodMs: 1e9,
        save: async (progress) => {
          left = progress;
        },
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  const changed = (change: (lane: Lanes[number]) => Partial<Lanes[number]>) => (lanes: Lanes) => [
    { ...lanes[0]!, ...change(lanes[0]!) },
    ...lanes.slice(1),
  ];

  it.each<[string, (lanes: Lanes) => Lanes]>([
    ['to another return', changed(({ tally }) => ({ tally: { ...tally, return: tally.return + 1 } }))],
    ['to another trajectory', changed(() => ({ trajectorySha256: '0'.repeat(64) }))],
    ['after fewer actions', changed(({ actions }) => ({ actions: fewer(actions) }))],
    ['after other actions', changed(({ actions }) => ({ actions: otherLast(actions) }))],
  ])('where an episode comes %s', async (_, change) => {
    const resume = { ...left, lanes: change(left.lanes) };
    const resumed = evaluate({ ...options, environment: new BandsGame(numEnvironments), resume });
    await expect(resumed).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  });

  it('where the game shows something else', async () => {
    const resumed = evaluate({ ...options, environment: new OtherPixel(numEnvironments), resume: left });
    await expect(resumed).rejects.toMatchObject({
      code: 'CORRUPT_ARTEFACT',
      message: expect.stringContaining('by restart'),
    });
  });
});

function fewer(actions: string): string {
  return Buffer.from(actions, 'base64').subarray(1).toString('base64');
}

function otherLast(actions: string): string {
  const bytes = Buffer.from(actions, 'base64');
  bytes[bytes.length - 1]! ^= 1;
  return bytes.toString('base64');
}
