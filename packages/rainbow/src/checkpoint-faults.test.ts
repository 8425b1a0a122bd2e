/** RELIABILITY row 10 for checkpoints: whichever file call fails, a whole checkpoint is left and the error is a named one. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { ToyEnvironment } from '@a2pd/core/testing';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { Checkpoint } from './checkpoint.js';
import { CheckpointStore } from './checkpoint-store.js';
import { rainbowPresets } from './presets.js';
import { catchBall } from './testing/toy-games.js';
import { train } from './train.js';

/** The disk: from its `failAt`th call on every write fails, as on a full one, or that call alone, as by a bad sector. */
const disk = vi.hoisted(() => ({ calls: 0, failAt: Number.POSITIVE_INFINITY, code: 'ENOSPC', staysBroken: true }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const called = () => {
    disk.calls++;
    const fails = disk.staysBroken ? disk.calls >= disk.failAt : disk.calls === disk.failAt;
    if (fails) throw Object.assign(new Error(`${disk.code}: the disk fails`), { code: disk.code });
  };
  const failing = <F extends (...args: never[]) => Promise<unknown>>(f: F) =>
    (async (...args: never[]) => {
      called();
      return f(...args);
    }) as unknown as F;
  const open: typeof original.open = async (...args) => {
    called();
    const handle = await original.open(...args);
    // The methods of a handle are looked up on it, so its own come first.
    for (const method of ['write', 'sync'] as const) {
      const write = handle[method].bind(handle) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(handle, {
        [method]: async (...args: unknown[]) => {
          called();
          return write(...args);
        },
      });
    }
    return handle;
  };
  const { mkdir, rename, link, rm } = original;
  return {
    ...original,
    ...{ open, mkdir: failing(mkdir), rename: failing(rename), link: failing(link) },
    // Removing needs no space, but a broken disk may refuse it too.
    rm: (...args: Parameters<typeof rm>) => (disk.code === 'EIO' ? failing(rm)(...args) : rm(...args)),
  };
});

const config = {
  ...rainbowPresets.pipeline,
  ...{ hiddenUnits: 4, batchSize: 4, replayCapacity: 60, totalAgentSteps: 60, learningStartsAgentSteps: 20 },
  ...{ evaluationPeriodAgentSteps: 1000, checkpointPeriodAgentSteps: 20, metricsPeriodAgentSteps: 20 },
};
const description = { game: 'catch', config: {}, seeds: {} };
const checkpoints: Checkpoint[] = [];
let directory: string;

beforeAll(async () => {
  const environment = new ToyEnvironment(catchBall, 1, 'disabled');
  const onCheckpoint = async (checkpoint: Checkpoint) => void checkpoints.push(structuredClone(checkpoint));
  await train({ config, environment, onCheckpoint });
});
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'a2pd-faults-')), 'training');
});
afterEach(() => {
  disk.failAt = Number.POSITIVE_INFINITY;
  return rm(join(directory, '..'), { recursive: true, force: true });
});

it.each([
  ['a disk that is full from then on, at any file call of a save', 'ENOSPC', true, 1],
  ['a write that fails, at every third', 'ENOSPC', false, 3],
  ['a disk that is gone, at every third', 'EIO', true, 3],
  ['a bad sector, at every third', 'EIO', false, 3],
])('%s', async (_, code, staysBroken, stride) => {
  Object.assign(disk, { code, staysBroken });
  let failures = 0;
  for (let failAt = 1; ; failAt += stride) {
    await rm(directory, { recursive: true, force: true });
    const store = new CheckpointStore(directory);
    for (const checkpoint of checkpoints.slice(0, 2)) await store.save(checkpoint, description);
    Object.assign(disk, { calls: 0, failAt });
    const error = await store.save(checkpoints[2]!, description).then(
      () => undefined,
      (error: unknown) => error,
    );
    const calls = disk.calls;
    disk.failAt = Number.POSITIVE_INFINITY;
    const { checkpoint, damaged } = await new CheckpointStore(directory).load();
    expect(damaged, `call ${failAt}`).toEqual([]);
    if (error === undefined) {
      expect(checkpoint.state.agentSteps, `call ${failAt}`).toBe(60);
      // A link that fails is written instead; beyond the last call nothing fails.
      if (calls < failAt) break;
      continue;
    }
    failures++;
    expect(error, `call ${failAt}`).toBeInstanceOf(A2pdError);
    expect(error, `call ${failAt}`).toMatchObject({ code: 'FILE_UNAVAILABLE' });
    expect([40, 60], `call ${failAt}`).toContain(checkpoint.state.agentSteps);
    // The same store goes on as soon as the disk does.
    await store.save(checkpoints[2]!, description);
    expect((await new CheckpointStore(directory).load()).checkpoint.state.agentSteps).toBe(60);
    expect(await new CheckpointStore(directory).list()).toEqual([60, 40]);
  }
  expect(failures).toBeGreaterThan(20 / stride);
});
