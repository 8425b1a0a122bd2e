import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ToyEnvironment } from '@a2pd/core/testing';
import { expect, it } from 'vitest';
import type { Checkpoint } from '../checkpoint.js';
import { CheckpointStore } from '../checkpoint-store.js';
import type { TrainingMetrics } from '../metrics.js';
import { fingerprint } from '../testing/fingerprint.js';
import { catchBall } from '../testing/toy-games.js';
import { type TrainOptions, train } from '../train.js';
import { parseTrainingConfig } from '../training-config.js';
import { type PqnConfig, pqnPreset } from './config.js';
import { PqnTrainer } from './trainer.js';

const config = parseTrainingConfig({
  ...pqnPreset,
  trunk: 'data-efficient',
  hiddenUnits: 8,
  segmentAgentSteps: 5,
  batchSize: 6,
  totalAgentSteps: 150,
  explorationDecayAgentSteps: 100,
  explorationDurationExponent: 2,
  evaluationPeriodAgentSteps: 45,
  metricsPeriodAgentSteps: 30,
  checkpointPeriodAgentSteps: 1_000,
}) as PqnConfig;

async function run(options: Partial<TrainOptions>) {
  const log: TrainingMetrics[] = [];
  const environment = new ToyEnvironment(catchBall, 3, 'disabled');
  const evaluate = async (_model: unknown, agentSteps: number) => ({ meanReturn: -agentSteps });
  const result = await train({ config, environment, evaluate, onMetrics: (line) => log.push(line), ...options });
  return { log, ending: result.ending, weights: [result.last, result.best].map(({ weights }) => fingerprint(weights)) };
}

/** Two epochs of 15 rows in batches of 6, after each segment of 15 agent steps. */
it('learns from each segment as often as it should', async () => {
  const { log, ending } = await run({});
  expect(ending).toBe('completed');
  const learning = log.filter((line) => line.kind === 'learning');
  expect(learning.map(({ agentSteps, updates }) => [agentSteps, updates])).toEqual(
    [2, 4, 6, 8, 10].map((segments) => [15 * segments, 4 * segments]),
  );
  expect(learning[0]).toMatchObject({ explorationEpsilon: expect.closeTo(1 - 0.99 * 0.15) });
  expect(learning.map(({ learningRate }) => learningRate)).toEqual(
    [15, 45, 75, 105, 135].map((before) => expect.closeTo(2.5e-4 - (2.4e-4 * before) / 150, 8)),
  );
});

it.each([15, 90])('continues a run that was stopped at %d agent steps, to the last bit', async (stopAt) => {
  const directory = join(await mkdtemp(join(tmpdir(), 'a2pd-pqn-')), 'training');
  try {
    const uninterrupted = await run({});
    const controller = new AbortController();
    const store = new CheckpointStore(directory);
    const first = await run({
      signal: controller.signal,
      onProgress: ({ completed }) => completed >= stopAt && controller.abort(),
      onCheckpoint: async (checkpoint: Checkpoint) => {
        await store.save(checkpoint, { game: 'catch', config: {}, seeds: { training: config.seed } });
      },
    });
    const { checkpoint } = await new CheckpointStore(directory).load();
    expect(checkpoint.config).toEqual(config);
    const second = await run({ resume: checkpoint });
    expect([...first.log.slice(0, -1), ...second.log]).toEqual(uninterrupted.log);
    expect(second.weights).toEqual(uninterrupted.weights);

    // From a light one new episodes begin.
    const { checkpoint: light } = await new CheckpointStore(directory).load({ withoutReplay: true });
    expect(light.state.rollout.episodes).toEqual([]);
    expect((await run({ resume: light })).ending).toBe('completed');
  } finally {
    await rm(join(directory, '..'), { recursive: true });
  }
});

it('refuses environments that do not show what they showed before', () => {
  const first = new PqnTrainer(config, new ToyEnvironment(catchBall, 3, 'disabled'));
  first.step();
  const state = structuredClone(first.state());
  first.dispose();
  state.screens!.fill(7);
  const second = new PqnTrainer(config, new ToyEnvironment(catchBall, 3, 'disabled'));
  expect(() => second.restore(state)).toThrow(/do not show what they showed before/);
  second.dispose();
});

it('refuses batches that no segment fills', () => {
  const environment = new ToyEnvironment(catchBall, 1, 'disabled');
  expect(() => new PqnTrainer(config, environment)).toThrow(/batchSize of at most 5.*received 6.*more environments/);
});

it('refuses environments of which some steps are no transitions', () => {
  const environment = new ToyEnvironment(catchBall, 3, 'next-step');
  expect(() => new PqnTrainer(config, environment)).toThrow(/autoreset mode disabled or same-step for PQN/);
});
