import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint } from './checkpoint.js';
import { type CheckpointContents, CheckpointStore, type SavedCheckpoint } from './checkpoint-store.js';
import type { RainbowConfig } from './config.js';
import type { TrainingMetrics } from './metrics.js';
import { rainbowPresets } from './presets.js';
import { fingerprint } from './testing/fingerprint.js';
import { catchBall } from './testing/toy-games.js';
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

const description = { game: 'catch', config: {}, seeds: { training: config.seed } };

describe('CheckpointStore', () => {
  let directory: string;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'a2pd-checkpoint-')), 'training');
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true }));

  /** Keeps what a run wants kept, as `a2pd train` does. */
  function keeper(contents: CheckpointContents = 'full', store = new CheckpointStore(directory)) {
    const saved: SavedCheckpoint[] = [];
    const save = async (checkpoint: Checkpoint) => {
      saved.push(await store.save(checkpoint, description, contents));
    };
    return { store, saved, save };
  }

  /** A run's end, to the last bit; scores of evaluations fall, so that the first is the best. */
  async function run(options: Partial<TrainOptions>) {
    const log: TrainingMetrics[] = [];
    const environment = new ToyEnvironment(catchBall, 3, 'disabled');
    const result = await train({ config, environment, onMetrics: (line) => log.push(line), ...options });
    return { log, result, weights: [fingerprint(result.last.weights), fingerprint(result.best.weights)] };
  }

  /** Runs until `stopAt` and keeps a checkpoint there. */
  function runUntil(stopAt: number, options: Partial<TrainOptions>) {
    const controller = new AbortController();
    const onProgress = ({ completed }: { completed: number }) => completed >= stopAt && controller.abort();
    return run({ signal: controller.signal, onProgress, ...options });
  }

  it.each([30, 102])('continues a run that was stopped at %d agent steps, to the last bit', async (stopAt) => {
    const uninterrupted = await run({ evaluate: falling });
    const first = await runUntil(stopAt, { evaluate: falling, onCheckpoint: keeper().save });
    expect([first.result.ending, first.result.last.agentSteps]).toEqual(['interrupted', stopAt]);
    const { checkpoint, damaged } = await new CheckpointStore(directory).load();
    expect(checkpoint.config).toEqual(config);
    expect(damaged).toEqual([]);
    const second = await run({ evaluate: falling, resume: checkpoint });
    expect(first.log.at(-1)).toEqual({ kind: 'end', agentSteps: stopAt, ending: 'interrupted' });
    expect([...first.log.slice(0, -1), ...second.log]).toEqual(uninterrupted.log);
    expect(second.weights).toEqual(uninterrupted.weights);
    expect(second.result).toMatchObject({ ending: 'completed', best: { agentSteps: 51 } });
  });

  it('keeps the last two, which share the frames that both have', async () => {
    const { saved, save } = keeper();
    const long = { ...config, replayCapacity: 4800, totalAgentSteps: 3900, learningStartsAgentSteps: 4700 };
    await run({ config: { ...long, checkpointPeriodAgentSteps: 1300 }, onCheckpoint: save });
    expect(saved.map(({ agentSteps }) => agentSteps)).toEqual([1302, 2601, 3900]);
    expect((await readdir(directory)).sort()).toEqual(['checkpoint-2601', 'checkpoint-3900']);
    const segment = (steps: number, name: string) => stat(join(directory, `checkpoint-${steps}`, 'replay/1', name));
    // 3900 agent steps are 1300 of each environment, and its frames a few more.
    expect((await segment(3900, 'frames-0-1024.deflate')).nlink).toBe(1);
    const { checkpoint } = await new CheckpointStore(directory).load();
    const { store, save: saveOn, saved: savedOn } = keeper();
    await store.load();
    await run({
      config: { ...long, totalAgentSteps: 4020, checkpointPeriodAgentSteps: 4020 },
      resume: checkpoint,
      onCheckpoint: saveOn,
    });
    const shared = await segment(4020, 'frames-0-1024.deflate');
    expect(shared.ino).toBe((await segment(3900, 'frames-0-1024.deflate')).ino);
    expect(savedOn[0]!.newBytes).toBeLessThan(savedOn[0]!.bytes - 3 * shared.size + 1);
    expect(savedOn[0]!.frameCompression).toBeGreaterThan(10);
  });

  it('takes for no damage what cannot be read just now', async () => {
    const { save } = keeper();
    await run({ config: { ...config, checkpointPeriodAgentSteps: 80 }, onCheckpoint: save });
    const [newest] = await new CheckpointStore(directory).list();
    const manifest = join(directory, `checkpoint-${newest}`, 'manifest.json');
    await rm(manifest);
    // Leads to itself.
    await symlink(manifest, manifest);
    await expect(new CheckpointStore(directory).load()).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
    await rm(manifest);
    expect((await new CheckpointStore(directory).load()).damaged).toHaveLength(1);
  });

  it('has the end of a run, which can so be made longer', async () => {
    const { save, saved } = keeper();
    const short = { ...config, totalAgentSteps: 90, checkpointPeriodAgentSteps: 50 };
    await run({ config: short, onCheckpoint: save });
    expect(saved.map(({ agentSteps }) => agentSteps)).toEqual([51, 90]);
    const { checkpoint } = await new CheckpointStore(directory).load();
    const { weights } = await run({ config, resume: checkpoint });
    expect(weights).toEqual((await run({})).weights);
  });

  it('shares no frames with a checkpoint that was read without its replay', async () => {
    const long = { ...config, replayCapacity: 4800, totalAgentSteps: 3900, learningStartsAgentSteps: 4700 };
    await run({ config: { ...long, checkpointPeriodAgentSteps: 3900 }, onCheckpoint: keeper().save });
    const { store, save } = keeper();
    const { checkpoint } = await store.load({ withoutReplay: true });
    let frames: string[] = [];
    await run({
      config: { ...long, totalAgentSteps: 7800, checkpointPeriodAgentSteps: 7800 },
      resume: checkpoint,
      onCheckpoint: async (kept) => {
        frames = frameHashes(kept);
        await save(kept);
      },
    });
    expect(frameHashes((await new CheckpointStore(directory).load()).checkpoint)).toEqual(frames);
  });

  it('stopped within an evaluation, evaluates first when it goes on', async () => {
    const whole = await run({ evaluate: falling });
    const controller = new AbortController();
    const stopped = await run({
      signal: controller.signal,
      onCheckpoint: keeper().save,
      evaluate: async (model, agentSteps) => {
        if (agentSteps < 100) return falling(model, agentSteps);
        controller.abort();
        throw new A2pdError('INTERRUPTED', 'Stopped on request');
      },
    });
    expect([stopped.result.ending, stopped.result.last.agentSteps]).toEqual(['interrupted', 102]);
    const { checkpoint } = await new CheckpointStore(directory).load();
    const rest = await run({ evaluate: falling, resume: checkpoint });
    expect([...stopped.log.slice(0, -1), ...rest.log]).toEqual(whole.log);
    expect(rest.weights).toEqual(whole.weights);
  });

  it('does not go on in environments that show something else', async () => {
    await runUntil(50, { onCheckpoint: keeper().save });
    const { checkpoint } = await new CheckpointStore(directory).load();
    const mirrored: StartGame = (rng, seed) => {
      const game = catchBall(rng, seed);
      const draw = (frame: Uint8Array) => {
        game.draw(frame);
        frame.reverse();
      };
      return { ...game, draw };
    };
    const environment = new ToyEnvironment(mirrored, 3, 'disabled');
    await expect(train({ config, environment, resume: checkpoint })).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      remedy: expect.stringContaining('refillReplay'),
    });
  });

  it('goes back to the one before when the newest is damaged, whichever file it is', async () => {
    await run({
      config: { ...config, totalAgentSteps: 150, checkpointPeriodAgentSteps: 50 },
      onCheckpoint: keeper().save,
    });
    const newest = join(directory, 'checkpoint-150');
    const files = await readdir(newest, { recursive: true, withFileTypes: true });
    // The three environments' streams have files of the same kinds.
    const kinds = files.filter((entry) => entry.isFile() && !/replay.[12]$/.test(entry.parentPath));
    for (const entry of kinds) {
      const file = join(entry.parentPath, entry.name);
      const bytes = await readFile(file);
      // A manifest has no hash of its own; a flipped bit in it may change no more than a date.
      await writeFile(file, entry.name === 'manifest.json' ? bytes.subarray(0, 99) : flipped(bytes));
      const { checkpoint, damaged } = await new CheckpointStore(directory).load();
      expect([checkpoint.state.agentSteps, damaged.length], file).toEqual([102, 1]);
      expect(damaged[0], file).toMatchObject({ agentSteps: 150, error: { code: 'CORRUPT_ARTEFACT' } });
      await rm(file);
      expect((await new CheckpointStore(directory).load()).checkpoint.state.agentSteps, file).toBe(102);
      await writeFile(file, bytes);
    }
    expect((await new CheckpointStore(directory).load()).checkpoint.state.agentSteps).toBe(150);
  });

  it('replaces a damaged one when the run comes by again, and says so when none is whole', async () => {
    const periodic = { ...config, totalAgentSteps: 150, checkpointPeriodAgentSteps: 50 };
    const whole = await run({ config: periodic, onCheckpoint: keeper().save });
    await writeFile(join(directory, 'checkpoint-150', 'manifest.json'), '{');
    const { store, save } = keeper();
    const { checkpoint } = await store.load();
    const again = await run({ config: periodic, resume: checkpoint, onCheckpoint: save });
    expect(again.weights).toEqual(whole.weights);
    expect(await new CheckpointStore(directory).list()).toEqual([150, 102]);
    expect((await new CheckpointStore(directory).load()).damaged).toEqual([]);
    for (const agentSteps of [102, 150]) {
      await writeFile(join(directory, `checkpoint-${agentSteps}`, 'replay/0/actions.deflate'), 'x');
    }
    await expect(new CheckpointStore(directory).load()).rejects.toMatchObject({
      code: 'CORRUPT_ARTEFACT',
      remedy: expect.stringContaining('without the replay'),
    });
    const light = await new CheckpointStore(directory).load({ withoutReplay: true });
    expect(light.checkpoint.state).toMatchObject({ agentSteps: 150 });
    expect(light.checkpoint.state.replay).toBeUndefined();
  });

  it('without its replay is small, and fills a new one before it learns on', async () => {
    const { save, saved } = keeper('light');
    const first = await runUntil(99, { onCheckpoint: save });
    const files = await readdir(saved[0]!.directory);
    expect(files.sort()).toEqual([
      'adam.safetensors',
      'manifest.json',
      'online.safetensors',
      'state.json',
      'target.safetensors',
    ]);
    expect(saved[0]!.frameCompression).toBeNull();
    const { checkpoint } = await new CheckpointStore(directory).load();
    const updates: number[] = [];
    const { result, log } = await run({
      resume: checkpoint,
      onProgress: ({ figures }) => updates.push(figures!.updates!),
    });
    // 40 more agent steps without an update, as at the beginning; then one for every second of those left.
    expect(updates.slice(0, 14)).toEqual(new Array(14).fill(first.result.updates));
    expect(result.updates - first.result.updates).toBe(11);
    expect(log.at(-1)).toEqual({ kind: 'end', agentSteps: 162, ending: 'completed' });
  });

  it('refuses to go on with another configuration, or what another version wrote', async () => {
    await runUntil(30, { onCheckpoint: keeper().save });
    const { checkpoint } = await new CheckpointStore(directory).load();
    await expect(run({ config: { ...config, batchSize: 5 }, resume: checkpoint })).rejects.toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('batchSize (4, not 5)'),
    });
    const manifestFile = join(directory, 'checkpoint-30', 'manifest.json');
    const manifest = await readFile(manifestFile, 'utf8');
    await writeFile(manifestFile, manifest.replace('"schemaVersion": 1', '"schemaVersion": 7'));
    await expect(new CheckpointStore(directory).load()).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    await rm(directory, { recursive: true });
    await expect(new CheckpointStore(directory).load()).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  });
});

function frameHashes({ state }: Checkpoint): string[] {
  const chunks = state.replay!.streams.flatMap((stream) => stream.frames);
  return chunks.map((chunk) => createHash('sha256').update(chunk).digest('hex'));
}

function flipped(bytes: Buffer): Buffer {
  const damaged = Buffer.from(bytes);
  damaged[bytes.length >> 1]! ^= 4;
  return damaged;
}
