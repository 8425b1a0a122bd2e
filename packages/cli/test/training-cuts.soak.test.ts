/** RELIABILITY row 8 for training: cut at a random agent step, continued from disk, and equal in the end to the last bit. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AtariVectorEnvironment } from '@a2pd/atari';
import { Rng } from '@a2pd/core';
import {
  CheckpointStore,
  type RainbowConfig,
  rainbowPresets,
  type TrainingMetrics,
  type TrainOptions,
  train,
} from '@a2pd/rainbow';
import { afterAll, beforeAll, expect, it } from 'vitest';

const cuts = 20;
const numEnvironments = 2;
const config: RainbowConfig = {
  ...rainbowPresets.pipeline,
  hiddenUnits: 16,
  replayCapacity: 400,
  totalAgentSteps: 600,
  learningStartsAgentSteps: 60,
  targetUpdatePeriodAgentSteps: 80,
  metricsPeriodAgentSteps: 20,
  evaluationPeriodAgentSteps: 1_000_000,
  checkpointPeriodAgentSteps: 600,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-cuts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function play(store: CheckpointStore, log: TrainingMetrics[], options: Partial<TrainOptions>) {
  const environment = new AtariVectorEnvironment({ game: 'pong', numEnvironments, autoresetMode: 'disabled' });
  const description = { game: 'pong', config: {}, seeds: {} };
  try {
    await train({
      config,
      environment,
      onMetrics: (line) => log.push(line),
      onCheckpoint: async (checkpoint) => {
        await store.save(checkpoint, description);
      },
      ...options,
    });
  } finally {
    environment.close();
  }
}

/** Weights, Adam, replay, priorities, generators, running episodes with their actions: every file at the end of a run. */
async function stateOf(store: CheckpointStore) {
  const { checkpoint, manifest } = await store.load();
  expect(checkpoint.state.agentSteps).toBe(config.totalAgentSteps);
  return Object.fromEntries(manifest.files.map(({ path, sha256 }) => [path, sha256]));
}

it(`${cuts} random cuts leave no trace`, async () => {
  const wholeLog: TrainingMetrics[] = [];
  const whole = new CheckpointStore(join(folder, 'whole'));
  await play(whole, wholeLog, {});
  const expected = await stateOf(whole);
  expect(Object.keys(expected).length).toBeGreaterThan(15);
  const rng = new Rng(8);
  for (let cut = 0; cut < cuts; cut++) {
    const cutAtAgentSteps = 1 + rng.integer(config.totalAgentSteps - 2);
    const directory = join(folder, `cut-${cut}`);
    const log: TrainingMetrics[] = [];
    const controller = new AbortController();
    await play(new CheckpointStore(directory), log, {
      signal: controller.signal,
      onProgress: ({ completed }) => completed >= cutAtAgentSteps && controller.abort(),
    });
    const store = new CheckpointStore(directory);
    await play(store, log, { resume: (await store.load()).checkpoint });
    expect(await stateOf(new CheckpointStore(directory)), `cut at agent step ${cutAtAgentSteps}`).toEqual(expected);
    expect(log, `cut at agent step ${cutAtAgentSteps}`).toEqual(wholeLog);
    await rm(directory, { recursive: true });
  }
});
