import { createHash } from 'node:crypto';
import { frameSize, observationSize, Rng } from '@a2pd/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateBatch } from './batch.js';
import type { Outcome, StackPadding } from './experience-stream.js';
import { PrioritizedReplay, type ReplayConfig } from './prioritized-replay.js';
import { largestCapacity, replayBytes } from './replay-bytes.js';

const config: ReplayConfig = {
  capacity: 100,
  numStreams: 1,
  padding: 'zeros',
  nSteps: 3,
  discount: 0.5,
  priorityExponent: 0.5,
  lifeLossTerminates: false,
};

const goesOn: Outcome = { reward: 0, terminated: false, truncated: false, lifeLost: false };

/** A frame that carries its number, so that any mix-up shows. */
function frame(id: number): Uint8Array {
  const pixels = new Uint8Array(frameSize).fill(id % 251);
  new DataView(pixels.buffer).setUint32(0, id);
  return pixels;
}

function stack(ids: readonly number[]): Uint8Array {
  const observation = new Uint8Array(observationSize);
  for (const [slot, id] of ids.entries()) if (id !== 0) observation.set(frame(id), slot * frameSize);
  return observation;
}

function idsOf(observation: Uint8Array): number[] {
  return [0, 1, 2, 3].map((slot) => Buffer.from(observation).readUInt32BE(slot * frameSize));
}

interface StoredStep {
  readonly stack: readonly number[];
  readonly slot: number;
  action?: number;
  outcome?: Outcome;
}

/** The same replay by brute force: it keeps every stack and looks windows up in the whole history. */
class Twin {
  /** Per stream, per episode, the steps; an ended one holds its last observation too. */
  readonly episodes: StoredStep[][][];
  readonly written: number[];
  nextId = 1;

  constructor(readonly config: ReplayConfig) {
    this.episodes = Array.from({ length: config.numStreams }, () => []);
    this.written = new Array<number>(config.numStreams).fill(0);
  }

  begin(stream: number): Uint8Array {
    const id = this.nextId++;
    const ids = this.config.padding === 'zeros' ? [0, 0, 0, id] : [id, id, id, id];
    this.episodes[stream]!.push([{ stack: ids, slot: this.written[stream]!++ }]);
    return stack(ids);
  }

  append(stream: number, action: number, outcome: Outcome): Uint8Array {
    const episode = this.episodes[stream]!.at(-1)!;
    const last = episode.at(-1)!;
    Object.assign(last, { action, outcome });
    const ids = [...last.stack.slice(1), this.nextId++];
    if (!outcome.terminated) episode.push({ stack: ids, slot: this.written[stream]!++ });
    return stack(ids);
  }

  /** Everything that should be sampleable, keyed by the newest frame's number. */
  transitions(): Map<
    number,
    { stack: readonly number[]; action: number; return: number; discount: number; next: number[] }
  > {
    const { nSteps, discount, lifeLossTerminates, capacity, numStreams } = this.config;
    const found = new Map();
    for (const [stream, episodes] of this.episodes.entries()) {
      const oldestSlot = this.written[stream]! - Math.floor(capacity / numStreams);
      for (const episode of episodes) {
        for (const [t, step] of episode.entries()) {
          if (step.slot - Math.min(t, 3) < oldestSlot) continue;
          let sum = 0;
          let result: { discount: number; next: readonly number[] } | undefined;
          for (let k = 0; k < nSteps && !result; k++) {
            const { outcome } = episode[t + k] ?? {};
            if (!outcome) break;
            sum += discount ** k * outcome.reward;
            if (outcome.terminated || (lifeLossTerminates && outcome.lifeLost))
              result = { discount: 0, next: [0, 0, 0, 0] };
            else if (outcome.truncated || k === nSteps - 1) {
              result = { discount: discount ** (k + 1), next: episode[t + k + 1]!.stack };
            }
          }
          if (result) found.set(step.stack[3], { stack: step.stack, action: step.action, return: sum, ...result });
        }
      }
    }
    return found;
  }
}

const outcomes = fc.record({
  reward: fc.constantFrom(-1, 0, 1, 2.5),
  terminated: fc.boolean(),
  truncated: fc.boolean(),
  lifeLost: fc.boolean(),
  event: fc.nat(9),
});

describe('PrioritizedReplay', () => {
  it('equals a brute-force twin on random episodes of parallel streams', () => {
    const cases = fc.record({
      numStreams: fc.integer({ min: 1, max: 3 }),
      nSteps: fc.integer({ min: 1, max: 5 }),
      share: fc.integer({ min: 13, max: 40 }),
      padding: fc.constantFrom<StackPadding>('zeros', 'first-frame'),
      lifeLossTerminates: fc.boolean(),
      steps: fc.array(outcomes, { maxLength: 200, size: 'max' }),
    });
    fc.assert(
      fc.property(cases, ({ steps, share, ...varied }) => {
        const config_ = { ...config, ...varied, capacity: share * varied.numStreams };
        const replay = new PrioritizedReplay(config_);
        const twin = new Twin(config_);
        const running = new Array<boolean>(config_.numStreams).fill(false);
        for (const [t, { event, ...drawn }] of steps.entries()) {
          const stream = t % config_.numStreams;
          // An event now and then; sometimes an episode is left in its middle.
          if (!running[stream] || event === 9) replay.begin(stream, twin.begin(stream));
          const outcome = event < 3 ? drawn : { ...goesOn, reward: drawn.reward };
          const action = t % 18;
          replay.append(stream, action, outcome, twin.append(stream, action, outcome));
          running[stream] = !(outcome.terminated || outcome.truncated);
        }
        const expected = twin.transitions();
        expect(replay.size).toBe(expected.size);
        if (expected.size === 0) return;
        // All priorities are equal: as many strata as transitions give each transition once.
        const batch = allocateBatch(expected.size);
        replay.sample(batch, 1, new Rng(0));
        for (let row = 0; row < batch.size; row++) {
          const at = row * observationSize;
          const ids = idsOf(batch.observations.subarray(at, at + observationSize));
          const wanted = expected.get(ids[3]!)!;
          expect(ids).toEqual(wanted.stack);
          expect(Buffer.compare(batch.observations.subarray(at, at + observationSize), stack(wanted.stack))).toBe(0);
          expect(Buffer.compare(batch.nextObservations.subarray(at, at + observationSize), stack(wanted.next))).toBe(0);
          expect(batch.actions[row]).toBe(wanted.action);
          expect(batch.returns[row]).toBeCloseTo(wanted.return, 6);
          expect(batch.discounts[row]).toBe(wanted.discount);
          expect(batch.importanceWeights[row]).toBe(1);
          expected.delete(ids[3]!);
        }
        expect(expected.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('tells termination, truncation and a lost life apart', () => {
    const end = (outcome: Partial<Outcome>, lifeLossTerminates: boolean) => {
      const replay = new PrioritizedReplay({ ...config, lifeLossTerminates });
      replay.begin(0, stack([0, 0, 0, 1]));
      replay.append(0, 0, { ...goesOn, reward: 1 }, stack([0, 0, 1, 2]));
      replay.append(0, 0, { ...goesOn, reward: 1, ...outcome }, stack([0, 1, 2, 3]));
      if (!outcome.terminated && !outcome.truncated) {
        replay.append(0, 0, { ...goesOn, reward: 4 }, stack([1, 2, 3, 4]));
      }
      const batch = allocateBatch(1);
      replay.sample(batch, 1, { uniform: () => 0 } as Rng);
      return [batch.returns[0], batch.discounts[0], idsOf(batch.nextObservations)];
    };
    expect(end({ terminated: true }, false)).toEqual([1.5, 0, [0, 0, 0, 0]]);
    expect(end({ truncated: true }, false)).toEqual([1.5, 0.25, [0, 1, 2, 3]]);
    expect(end({ lifeLost: true }, true)).toEqual([1.5, 0, [0, 0, 0, 0]]);
    expect(end({ lifeLost: true }, false)).toEqual([2.5, 0.125, [1, 2, 3, 4]]);
    expect(end({ terminated: true, truncated: true }, false)).toEqual([1.5, 0, [0, 0, 0, 0]]);
  });

  it('samples in proportion to the priorities and weighs by the batch maximum', () => {
    const replay = filled(40, { nSteps: 1 });
    const size = replay.size;
    const priorities = Array.from({ length: size }, (_, i) => (i + 1) ** 2);
    const indices = Int32Array.from({ length: size }, (_, i) => i);
    replay.updatePriorities(indices, priorities);
    const counts = new Float64Array(size);
    const batch = allocateBatch(32);
    const rng = new Rng(5);
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      replay.sample(batch, 0.4, rng);
      for (const index of batch.indices) counts[index]!++;
    }
    const mass = (size * (size + 1)) / 2;
    for (let i = 0; i < size; i++) {
      // Exponent 0.5: transition i has the share (i + 1) / mass. Strata make counts steadier than independent draws.
      const expected = (draws * 32 * (i + 1)) / mass;
      expect(Math.abs(counts[i]! - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
    const smallest = Math.min(...batch.indices) + 1;
    for (let row = 0; row < 32; row++) {
      const weight = ((batch.indices[row]! + 1) / smallest) ** -0.4;
      expect(batch.importanceWeights[row]).toBeCloseTo(weight, 6);
    }
  });

  it('gives new transitions the highest priority so far', () => {
    const replay = filled(10, { nSteps: 1 });
    replay.updatePriorities(Int32Array.of(0, 1), [16, 9]);
    replay.append(0, 0, goesOn, stack([8, 9, 10, 11]));
    expect([...replay.state().priorities].slice(0, 11)).toEqual([4, 3, 1, 1, 1, 1, 1, 1, 1, 4, 0]);
  });

  it('continues from a saved state as if never interrupted', () => {
    const original = filled(150, { capacity: 60 });
    original.updatePriorities(Int32Array.from([20, 30, 40]), [3, 0, 7]);
    const copy = new PrioritizedReplay(original.config);
    copy.restore(structuredClone(original.state()));
    const batches = [original, copy].map((replay) => {
      const first = new Rng(3);
      replay.append(0, 5, { ...goesOn, reward: 2, truncated: true }, stack([148, 149, 150, 151]));
      replay.begin(0, stack([0, 0, 0, 152]));
      const batch = allocateBatch(16);
      replay.sample(batch, 0.6, first);
      return batch;
    });
    const [expected, received] = batches.map(({ pixels, observations, nextObservations, ...columns }) => ({
      ...columns,
      pixels: createHash('sha256').update(pixels).digest('hex'),
    }));
    expect(received).toEqual(expected);
    expect(copy.size).toBe(original.size);
    const other = new PrioritizedReplay({ ...original.config, capacity: 40 });
    expect(() => other.restore(original.state())).toThrow(/columns of 40 steps/);
  });

  it('announces at most 7.6 GB for a million steps and allocates only what is written', () => {
    expect(replayBytes(1e6)).toBeGreaterThan(7.05e9);
    expect(replayBytes(1e6)).toBeLessThan(7.6e9);
    expect(replayBytes(1e6, 1000)).toBeLessThan(0.05e9);
    expect(replayBytes(largestCapacity(2e9))).toBeLessThanOrEqual(2e9);
    expect(replayBytes(largestCapacity(2e9) + 1)).toBeGreaterThan(2e9);
    expect(largestCapacity(10)).toBe(0);
    const replay = filled(100, { capacity: 1_000_000 });
    const bytes = replay.state().streams[0]!.frames.reduce((sum, chunk) => sum + chunk.length, 0);
    expect(bytes).toBeLessThan(30e6);
  });

  it('refuses what would make it remember wrongly', () => {
    const replay = new PrioritizedReplay(config);
    expect(() => replay.append(0, 0, goesOn, stack([0, 0, 0, 1]))).toThrow(/Expected a running episode/);
    expect(() => replay.begin(0, stack([1, 2, 3, 4]))).toThrow(/padded by zeros/);
    expect(() => replay.begin(1, stack([0, 0, 0, 1]))).toThrow(/a stream in \[0, 1\)/);
    expect(() => replay.begin(0, new Uint8Array(5))).toThrow(/uint8\[4, 84, 84\]/);
    expect(() => replay.sample(allocateBatch(1), 1, new Rng(0))).toThrow(/a transition to sample/);
    replay.begin(0, stack([0, 0, 0, 1]));
    expect(() => replay.append(0, 0, goesOn, stack([0, 0, 0, 9]))).toThrow(/begin a new episode/);
    expect(() => replay.updatePriorities(Int32Array.of(0), [Number.NaN])).toThrow(/finite priorities/);
    expect(() => new PrioritizedReplay({ ...config, capacity: 5 })).toThrow(/capacity of at least 11/);
  });
});

/** One endless episode of `steps` agent steps; frames are numbered from 1. */
function filled(steps: number, changes: Partial<ReplayConfig> = {}): PrioritizedReplay {
  const replay = new PrioritizedReplay({ ...config, ...changes });
  const at = (t: number) => stack([t - 3, t - 2, t - 1, t].map((id) => Math.max(id, 0)));
  replay.begin(0, at(1));
  for (let t = 1; t < steps; t++) replay.append(0, t % 18, { ...goesOn, reward: 1 }, at(t + 1));
  return replay;
}
