import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import type { RainbowConfig } from './config.js';
import type { TrainingMetrics } from './metrics.js';
import { rainbowPresets } from './presets.js';
import { fingerprint } from './testing/fingerprint.js';
import { catchBall, ToyEnvironment } from './testing/toy-environment.js';
import { type TrainOptions, train } from './train.js';

const config: RainbowConfig = {
  ...rainbowPresets.pipeline,
  hiddenUnits: 8,
  batchSize: 4,
  replayCapacity: 300,
  totalAgentSteps: 160,
  learningStartsAgentSteps: 40,
  targetUpdatePeriodAgentSteps: 30,
  evaluationPeriodAgentSteps: 50,
  metricsPeriodAgentSteps: 20,
  checkpointPeriodAgentSteps: 1_000,
};

/** The first evaluation is the best. */
const falling = async (_model: unknown, agentSteps: number) => ({ meanReturn: -agentSteps });

describe('a checkpoint on disk', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'a2pd-checkpoint-')), 'training');
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true }));

  const save = async (checkpoint: Checkpoint) => {
    await saveCheckpoint(directory, checkpoint, { game: 'catch', config: {}, seeds: { training: config.seed } });
  };

  /** A run's end, to the last bit; scores of evaluations fall, so that the first is the best. */
  async function run(options: Partial<TrainOptions>) {
    const log: TrainingMetrics[] = [];
    const environment = new ToyEnvironment(catchBall, 3, 'disabled');
    const evaluate = async () => ({ meanReturn: -log.length });
    const result = await train({ config, environment, evaluate, onMetrics: (line) => log.push(line), ...options });
    return { log, result, weights: [fingerprint(result.last.weights), fingerprint(result.best.weights)] };
  }

  it.each([30, 102])('continues a run that was stopped at %d agent steps, to the last bit', async (stopAt) => {
    const uninterrupted = await run({ evaluate: falling });
    const controller = new AbortController();
    const first = await run({
      evaluate: falling,
      signal: controller.signal,
      onProgress: ({ completed }) => completed >= stopAt && controller.abort(),
      onCheckpoint: save,
    });
    expect([first.result.isInterrupted, first.result.last.agentSteps]).toEqual([true, stopAt]);
    const checkpoint = await loadCheckpoint(directory);
    expect(checkpoint.config).toEqual(config);
    const second = await run({ evaluate: falling, resume: checkpoint });
    expect([...first.log, ...second.log]).toEqual(uninterrupted.log);
    expect(second.weights).toEqual(uninterrupted.weights);
    expect(second.result.best.agentSteps).toBe(51);
  });

  it('is written periodically, the older one replaced', async () => {
    const saved: number[] = [];
    await run({
      config: { ...config, checkpointPeriodAgentSteps: 50 },
      onCheckpoint: async (checkpoint) => {
        saved.push(checkpoint.state.agentSteps);
        await save(checkpoint);
      },
    });
    expect(saved).toEqual([51, 102, 150]);
    expect((await loadCheckpoint(directory)).state.agentSteps).toBe(150);
    expect(await readdir(join(directory, '..'))).toEqual(['training']);
  });

  it('is refused when a bit has flipped in any of its files', async () => {
    const controller = new AbortController();
    await run({
      signal: controller.signal,
      onProgress: ({ completed }) => completed >= 60 && controller.abort(),
      onCheckpoint: save,
    });
    const files = await readdir(directory, { recursive: true, withFileTypes: true });
    for (const entry of files.filter((entry) => entry.isFile() && entry.name !== 'manifest.json')) {
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file);
      if (bytes.length === 0) continue;
      const damaged = Buffer.from(bytes);
      damaged[bytes.length >> 1]! ^= 4;
      await writeFile(file, damaged);
      await expect(loadCheckpoint(directory), file).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
      await writeFile(file, bytes);
    }
    expect((await loadCheckpoint(directory)).state.agentSteps).toBe(60);
  });
});
