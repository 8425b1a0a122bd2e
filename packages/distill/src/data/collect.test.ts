import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argmax, observationSize, softmax } from '@a2pd/core';
import { numTensors, pixels, pixelsToInput, type Tensor, tf } from '@a2pd/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { ExampleEnvironment, exampleTeacher } from '../testing/example-environment.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { collect } from './collect.js';
import { parseCollectConfig } from './collect-config.js';
import type { CollectTiming } from './collection-progress.js';
import { PrescriptionDataSet } from './data-set.js';

const folder = temporaryFolder();
const numEnvironments = 3;
const pairs = 1000;

/** Remembers every observation it was asked about, in order, as the network sees it. */
class WatchingEnvironment extends ExampleEnvironment {
  readonly seen: Uint8Array[] = [];

  override step(actions: Int32Array) {
    this.seen.push(this.observations.slice());
    return super.step(actions);
  }
}

/** 1000 pairs in shards of 300, so that episodes go on from shard to shard. */
async function collectInto(name: string, environment = new ExampleEnvironment(numEnvironments), options = {}) {
  const directory = join(folder, name);
  const config = parseCollectConfig({
    pairs,
    explorationEpsilon: 0.05,
    temperature: 2,
    pairsPerShard: 300,
    ...options,
  });
  const { manifest } = await collect({
    teacher: exampleTeacher,
    environments: [environment],
    config,
    seed: 5,
    directory,
  });
  return { directory, manifest };
}

describe('collect', () => {
  const environment = new WatchingEnvironment(numEnvironments);
  let dataSet: PrescriptionDataSet;

  beforeAll(async () => {
    const { directory } = await collectInto('pairs', environment);
    dataSet = await PrescriptionDataSet.open(directory);
  });

  it('keeps every observation, rebuilt byte by byte', () => {
    const { table, episodes } = dataSet;
    const buffers = dataSet.createBuffers(1);
    const stepOf = new Array<number>(numEnvironments).fill(0);
    for (let row = 0; row < dataSet.size; row++) {
      const index = episodes[table.episodes[row]!]!.environment;
      dataSet.readBatch([row], buffers);
      const seen = environment.seen[stepOf[index]!]!;
      const expected = seen.subarray(index * observationSize, (index + 1) * observationSize);
      expect(Buffer.compare(buffers.pixels, expected)).toBe(0);
      stepOf[index]! += 1;
    }
  });

  it("keeps the teacher's answers", () => {
    const { table } = dataSet;
    const buffers = dataSet.createBuffers(dataSet.size);
    dataSet.readBatch(
      Array.from({ length: dataSet.size }, (_, row) => row),
      buffers,
    );
    const answers = tf.tidy(() =>
      exampleTeacher.qValues(pixelsToInput(pixels(buffers.pixels, dataSet.size))).dataSync<'float32'>(),
    );
    let numExplored = 0;
    for (let row = 0; row < dataSet.size; row++) {
      const own = table.qValues.subarray(row * 3, row * 3 + 3);
      for (let action = 0; action < 3; action++) expect(own[action]).toBeCloseTo(answers[row * 3 + action]!, 4);
      expect(table.actions[row]).toBe(argmax(own));
      expect(Array.from(table.prescriptions.subarray(row * 3, row * 3 + 3))).toEqual(
        Array.from(Float32Array.from(softmax(own, 2))),
      );
      if (table.takenActions[row] !== table.actions[row]) numExplored++;
      // The example teacher is always right, so the reward tells which action was played.
      expect(table.rewards[row]).toBe(table.takenActions[row] === table.actions[row] ? 1 : 0);
    }
    expect(numExplored).toBeGreaterThan(10);
    expect(numExplored).toBeLessThan(70);
  });

  it('knows the episodes that its rows come from', () => {
    const { table, episodes } = dataSet;
    expect(episodes.reduce((sum, { rows }) => sum + rows, 0)).toBe(pairs);
    for (const [index, episode] of episodes.entries()) {
      const rows = Array.from(table.episodes.keys()).filter((row) => table.episodes[row] === index);
      expect(rows.map((row) => table.steps[row])).toEqual(Array.from({ length: episode.rows }, (_, step) => step));
      const rewards = rows.reduce((sum, row) => sum + table.rewards[row]!, 0);
      if (episode.isComplete) expect(episode.return).toBe(rewards);
    }
    expect(episodes.filter(({ isComplete }) => !isComplete).length).toBeLessThanOrEqual(numEnvironments);
    expect(new Set(episodes.map(({ aleSeed }) => aleSeed)).size).toBe(episodes.length);
  });

  it('describes itself in the manifest', () => {
    const { config, seeds, summary } = dataSet.artefact.manifest;
    expect(config).toMatchObject({ pairs, explorationEpsilon: 0.05, temperature: 2, numActions: 3, frameSkip: 4 });
    expect(seeds).toEqual({ collect: 5 });
    expect(summary).toMatchObject({ pairs, majorityAction: 0 });
    expect(summary?.majorityShare).toBeCloseTo(0.5, 1);
    expect(summary?.compressionRatio).toBeGreaterThan(10);
    const { seconds, teacherSeconds, emulatorSeconds } = (summary as { timing: CollectTiming }).timing;
    expect(teacherSeconds + emulatorSeconds).toBeLessThan(seconds);
  });

  it('gives the same bytes for the same seed', async () => {
    const { manifest } = await collectInto('again');
    expect(manifest.files).toEqual(dataSet.artefact.manifest.files);
  });

  it('leaks no tensors', async () => {
    const before = numTensors();
    await collectInto('leak', undefined, { pairs: 50 });
    expect(numTensors()).toBe(before);
  });

  it('refuses a teacher that gives NaN', async () => {
    const broken = {
      ...exampleTeacher,
      qValues: (input: Tensor) => tf.mul(exampleTeacher.qValues(input), Number.NaN),
    };
    const collection = collect({
      teacher: broken,
      environments: [new ExampleEnvironment(2)],
      config: parseCollectConfig({ pairs: 10 }),
      seed: 1,
      directory: join(folder, 'broken'),
    });
    await expect(collection).rejects.toMatchObject({ code: 'NOT_FINITE' });
  });

  it('refuses an environment whose frames do not continue', async () => {
    class Jumping extends ExampleEnvironment {
      override step(actions: Int32Array) {
        const step = super.step(actions);
        this.observations.fill(7);
        return step;
      }
    }
    await expect(collectInto('jumping', new Jumping(1))).rejects.toMatchObject({ code: 'INVALID_STATE' });
  });

  it('refuses another number of actions', async () => {
    const directory = join(folder, 'other');
    const teacher = { ...exampleTeacher, numActions: 6 };
    const config = parseCollectConfig({ pairs: 10 });
    const collection = collect({ teacher, environments: [new ExampleEnvironment(1)], config, seed: 1, directory });
    await expect(collection).rejects.toThrow(/6 actions, as example teacher has but received 3/);
  });

  it('refuses an option that it does not know', async () => {
    const directory = join(folder, 'misspelt');
    const config = parseCollectConfig({ pairs: 10 });
    const given = { teacher: exampleTeacher, environments: [new ExampleEnvironment(1)], config, seed: 1, directory };
    await expect(collect({ ...given, restrat: true } as typeof given)).rejects.toThrow(/did you mean restart/);
  });
});

describe('PrescriptionDataSet', () => {
  it.each(['shards/00000.safetensors', 'index.json', 'manifest.json'])('finds a flipped bit in %s', async (file) => {
    const source = (await collectInto('sound', undefined, { pairs: 20 })).directory;
    const damaged = join(folder, `damaged-${file.length}`);
    cpSync(source, damaged, { recursive: true });
    const bytes = readFileSync(join(damaged, file));
    bytes[Math.floor(bytes.length / 2)]! ^= 4;
    writeFileSync(join(damaged, file), bytes);
    await expect(PrescriptionDataSet.open(damaged)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  });

  it('refuses rows that are not there and buffers that are too small', async () => {
    const dataSet = await PrescriptionDataSet.open((await collectInto('few', undefined, { pairs: 20 })).directory);
    const code = (rows: number[]) => {
      try {
        dataSet.readBatch(rows, dataSet.createBuffers(2));
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return 'no error';
    };
    expect(code([19])).toBe('no error');
    expect(code([20])).toBe('INVALID_ARGUMENT');
    expect(code([-1])).toBe('INVALID_ARGUMENT');
    expect(code([1, 2, 3])).toBe('INVALID_BUFFER');
  });
});
