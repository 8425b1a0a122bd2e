/**
 * What a replay of the paper's size costs: a checkpoint of a million transitions, the next one, the way
 * back from disk (under two minutes), and sampling at ten thousand and at a million transitions. Needs 8 GB of memory.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { frameSize, observationSize, Rng } from '@a2pd/core';
import { ToyEnvironment } from '@a2pd/core/testing';
import { allocateBatch, PrioritizedReplay } from '@a2pd/replay';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CheckpointStore } from './checkpoint-store.js';
import type { RainbowConfig } from './config.js';
import { rainbowPresets } from './presets.js';
import { catchBall } from './testing/toy-games.js';
import { Trainer } from './trainer.js';

const transitions = 1_000_000;
const interval = 100_000;
const numStreams = 8;
const config: RainbowConfig = { ...rainbowPresets.paper, hiddenUnits: 16 };
const description = { game: 'catch', config: {}, seeds: {} };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-million-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function emptyReplay(): PrioritizedReplay {
  const { replayCapacity: capacity, stackPadding: padding, discount, nSteps, priorityExponent } = config;
  return new PrioritizedReplay({
    ...{ capacity, numStreams, padding, discount, nSteps, priorityExponent, lifeLossTerminates: true },
  });
}

/** Scenes about as hard to compress as the games': a still background, and things that move over it. */
class Scene {
  readonly observation = new Uint8Array(observationSize);
  readonly #rng: Rng;
  readonly #background = new Uint8Array(frameSize);
  #t = 0;

  constructor(seed: number) {
    this.#rng = new Rng(seed);
    for (let i = 0; i < frameSize; i++) this.#background[i] = 16 * (Math.floor(i / 336) % 16) + this.#rng.integer(3);
  }

  begin(): void {
    this.observation.fill(0);
    this.#draw();
  }

  next(): void {
    this.observation.copyWithin(0, frameSize);
    this.#draw();
  }

  #draw(): void {
    const newest = this.observation.subarray(observationSize - frameSize);
    newest.set(this.#background);
    this.#t++;
    for (let thing = 0; thing < 8; thing++) {
      const [row, column] = [9 * thing + 4, (this.#t * (1 + (thing % 4)) + 13 * thing) % 76];
      for (let y = row; y < row + 6; y++)
        newest.fill(200 + this.#rng.integer(40), 84 * y + column, 84 * y + column + 8);
    }
  }
}

const outcome = { reward: 0, terminated: false, truncated: false, lifeLost: false };

function fill(replay: PrioritizedReplay, scenes: readonly Scene[], steps: number, rng: Rng): void {
  for (let step = 0; step < steps / numStreams; step++) {
    for (const [i, scene] of scenes.entries()) {
      scene.next();
      replay.append(i, rng.integer(6), { ...outcome, reward: rng.integer(3) - 1 }, scene.observation);
    }
  }
}

/** CPU microseconds of one batch: drawn, and given new priorities. */
function samplingMicroseconds(replay: PrioritizedReplay): number {
  const batch = allocateBatch(32);
  const rng = new Rng(4);
  const rounds = 400;
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    replay.sample(batch, 0.5, rng);
    replay.updatePriorities(
      batch.indices,
      Float32Array.from(batch.indices, () => rng.uniform()),
    );
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

/** A hash of batches that show where each frame, priority and return is. */
function fingerprint(replay: PrioritizedReplay): string {
  const hash = createHash('sha256').update(String(replay.size));
  const batch = allocateBatch(64);
  for (let round = 0; round < 50; round++) {
    replay.sample(batch, 0.5, new Rng(round));
    for (const column of [batch.pixels, batch.actions, batch.returns, batch.importanceWeights, batch.indices]) {
      hash.update(column);
    }
  }
  return hash.digest('hex');
}

/** Fills a replay, times it and keeps it; it is free to go when this returns. */
async function keepMillion() {
  const rng = new Rng(3);
  const replay = emptyReplay();
  const scenes = Array.from({ length: numStreams }, (_, i) => new Scene(i));
  for (const [i, scene] of scenes.entries()) {
    scene.begin();
    replay.begin(i, scene.observation);
  }
  fill(replay, scenes, 10_000, rng);
  samplingMicroseconds(replay);
  const small = samplingMicroseconds(replay);
  fill(replay, scenes, transitions - 10_000, rng);
  const large = samplingMicroseconds(replay);

  const trainer = new Trainer(config, new ToyEnvironment(catchBall, numStreams, 'disabled'));
  trainer.step();
  const store = new CheckpointStore(folder);
  const save = (agentSteps: number) =>
    store.save({ config, state: { ...trainer.state(), agentSteps, replay: replay.state() } }, description);
  const first = await save(transitions);
  fill(replay, scenes, interval, rng);
  const second = await save(transitions + interval);
  trainer.dispose();
  return { samplingMicroseconds: { small, large }, first, second, expected: fingerprint(replay) };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('a million transitions are kept, brought back and sampled', async () => {
  const { expected, ...kept } = await keepMillion();
  collectGarbage();
  const beganAtMs = performance.now();
  const before = process.cpuUsage();
  const { checkpoint } = await new CheckpointStore(folder).load();
  const replay = emptyReplay();
  replay.restore(checkpoint.state.replay!);
  const resumeSeconds = (performance.now() - beganAtMs) / 1000;
  const { user, system } = process.cpuUsage(before);
  const resumeCpuSeconds = (user + system) / 1e6;
  console.log({ ...kept, resumeSeconds, resumeCpuSeconds });
  expect(fingerprint(replay)).toBe(expected);
  // Of all threads together: on a machine with nothing else to do the clock shows less.
  expect(resumeCpuSeconds).toBeLessThan(120);
  expect(kept.first.frameCompression).toBeGreaterThan(10);
  expect(kept.second.newBytes).toBeLessThan(0.3 * kept.first.newBytes);
  // What a batch's frames cost in cache misses is all that may differ.
  expect(kept.samplingMicroseconds.large / kept.samplingMicroseconds.small).toBeLessThan(3);
});
