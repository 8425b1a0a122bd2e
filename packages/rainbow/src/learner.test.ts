import { Rng } from '@a2pd/core';
import { hasBfloat16, numTensors, type Precision } from '@a2pd/tensor';
import { describe, expect, it, vi } from 'vitest';
import type { RainbowConfig, RainbowParts } from './config.js';
import { Learner } from './learner.js';
import { rainbowPresets } from './presets.js';
import { fingerprint } from './testing/fingerprint.js';
import { randomBatch } from './testing/random-batch.js';

const config: RainbowConfig = { ...rainbowPresets.pipeline, hiddenUnits: 32, batchSize: 8, learningRate: 1e-3 };
const numActions = 3;

function withLearner<T>(use: (learner: Learner) => T, changes: Partial<RainbowConfig> = {}): T {
  const learner = new Learner({ ...config, ...changes }, numActions, new Rng(4));
  try {
    return use(learner);
  } finally {
    learner.dispose();
  }
}

describe('Learner', () => {
  const batch = randomBatch(8, numActions, new Rng(1));
  const off: RainbowParts = {
    double: false,
    prioritized: false,
    dueling: false,
    multiStep: false,
    distributional: false,
    noisy: false,
  };

  it.each<[string, Partial<RainbowParts>]>([
    ['all parts', { ...config.parts }],
    ['no parts (DQN)', off],
    ...Object.keys(off).map((part): [string, Partial<RainbowParts>] => [`all but ${part}`, { [part]: false }]),
  ])('lowers the loss of a batch it sees again and again, with %s', (_, parts) => {
    withLearner(
      (learner) => {
        const losses = Array.from({ length: 60 }, () => learner.learn(batch).loss);
        const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
        expect(mean(losses.slice(-5))).toBeLessThan(0.9 * mean(losses.slice(0, 3)));
      },
      { parts: { ...config.parts, ...parts } },
    );
  });

  it.runIf(hasBfloat16())('learns in mixed precision as in float32, and again to the same bits', () => {
    const run = (precision: Precision) =>
      withLearner((learner) => Array.from({ length: 40 }, () => learner.learn(batch).loss), { precision });
    const [exact, mixed] = [run('float32'), run('mixed-bfloat16')];
    expect(mixed).not.toEqual(exact);
    expect(run('mixed-bfloat16')).toEqual(mixed);
    expect(mixed[0]).toBeCloseTo(exact[0]!, 1);
    expect(mixed.at(-1)).toBeLessThan(0.95 * mixed[0]!);
  });

  it('gives each transition its own loss as priority; the loss is their weighted mean', () => {
    withLearner((learner) => {
      const { loss, priorities, gradientNorm } = learner.learn(batch);
      const weighted = priorities.map((p, row) => p * batch.importanceWeights[row]!);
      expect(loss).toBeCloseTo(weighted.reduce((a, b) => a + b, 0) / 8, 5);
      expect(new Set(priorities).size).toBe(8);
      expect(gradientNorm).toBeGreaterThan(0);
    });
  });

  it('leaves the target network alone until updateTarget', () => {
    withLearner((learner) => {
      const before = fingerprint(learner.target.toHost());
      learner.learn(batch);
      expect(fingerprint(learner.target.toHost())).toEqual(before);
      expect(fingerprint(learner.online.toHost())).not.toEqual(before);
      learner.updateTarget();
      expect(fingerprint(learner.target.toHost())).toEqual(fingerprint(learner.online.toHost()));
    });
  });

  it('ignores what s_{t+n} shows where the discount is 0', () => {
    const changed = randomBatch(8, numActions, new Rng(1));
    for (const row of [0, 4]) changed.nextObservations.subarray(row * 28224, (row + 1) * 28224).fill(255);
    const first = withLearner((learner) => learner.learn(batch));
    const second = withLearner((learner) => learner.learn(changed));
    // The mass that is projected onto one atom is 1 up to the rounding of a softmax.
    for (const [row, p] of first.priorities.entries()) expect(second.priorities[row]).toBeCloseTo(p, 5);
    expect(second.gradientNorm).toBeCloseTo(first.gradientNorm, 5);
  });

  it('continues from a saved state to the last bit', () => {
    const uninterrupted = withLearner((learner) => {
      for (let i = 0; i < 6; i++) learner.learn(batch);
      return fingerprint(learner.online.toHost());
    });
    const state = withLearner((learner) => {
      for (let i = 0; i < 3; i++) learner.learn(batch);
      return learner.state();
    });
    const continued = withLearner((learner) => {
      learner.restore(state);
      for (let i = 0; i < 3; i++) learner.learn(batch);
      return fingerprint(learner.online.toHost());
    });
    expect(continued).toEqual(uninterrupted);
  });

  it('keeps no tensors', () => {
    withLearner((learner) => {
      learner.learn(batch);
      const before = numTensors();
      for (let i = 0; i < 20; i++) learner.learn(batch);
      expect(numTensors()).toBe(before);
    });
  });

  it('names a loss that is not a number', () => {
    const broken = randomBatch(8, numActions, new Rng(2));
    broken.returns[3] = Number.NaN;
    expect(() => withLearner((learner) => learner.learn(broken))).toThrow(
      /a finite loss and gradient .* NaN, first not finite in conv1\.kernel/,
    );
  });

  it.each<[string, RainbowParts]>([
    ['Rainbow', config.parts],
    ['DQN', off],
  ])('compiled, learns what it learns operation by operation: %s', (_, parts) => {
    const learn = () =>
      withLearner(
        (learner) => {
          const learned = [1, 2, 3].map((seed) => learner.learn(randomBatch(8, numActions, new Rng(seed))));
          return { learned, weights: learner.online.toHost() };
        },
        { parts },
      );
    const compiled = learn();
    vi.stubEnv('A2PD_EAGER', '1');
    const eager = learn();
    vi.unstubAllEnvs();
    for (const [i, { loss, gradientNorm, priorities }] of compiled.learned.entries()) {
      const twin = eager.learned[i]!;
      expect(loss).toBeCloseTo(twin.loss, 4);
      expect(gradientNorm / twin.gradientNorm).toBeCloseTo(1, 4);
      for (const [row, priority] of priorities.entries()) expect(priority).toBeCloseTo(twin.priorities[row]!, 4);
    }
    for (const [name, { data }] of Object.entries(compiled.weights)) {
      const twin = eager.weights[name]!.data;
      // A hundredth of Adam's step.
      for (const [k, weight] of data.entries()) expect(Math.abs(weight - twin[k]!), name).toBeLessThan(1e-5);
    }
  });
});
