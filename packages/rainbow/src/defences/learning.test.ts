/** Defences in the learner and the trainer: on and off, compiled, resumed, on networks that they know. */
import { Rng } from '@a2pd/core';
import { ToyEnvironment } from '@a2pd/core/testing';
import { numTensors, Parameters, pixels, pixelsToInput, tf } from '@a2pd/tensor';
import { describe, expect, it, vi } from 'vitest';
import { Actor } from '../actor.js';
import { architectureOf } from '../architecture.js';
import { parseRainbowConfig, type RainbowConfig } from '../config.js';
import { initialWeights } from '../initial-weights.js';
import { Learner } from '../learner.js';
import type { TrainingMetrics } from '../metrics.js';
import { rainbowPresets } from '../presets.js';
import { fingerprint } from '../testing/fingerprint.js';
import { randomBatch } from '../testing/random-batch.js';
import { catchBall } from '../testing/toy-games.js';
import { train } from '../train.js';
import { Trainer } from '../trainer.js';
import { type DefenceConfig, defences } from './defences.js';
import { networkOf } from './network.js';
import { createDefence } from './registry.js';
import { shownTo } from './shown.js';

const names = defences.map(({ name }) => name);
const epsilon = 0.05;

/** Two are enough, and are recorded sooner. */
function hasSteps(name: string): boolean {
  return defences.some((defence) => defence.name === name && defence.options.some((option) => option.name === 'steps'));
}

function configWith(name: string, changes: object = {}): RainbowConfig {
  const base = rainbowPresets['sa-dqn-vanilla-two-cores'];
  const sized = { hiddenUnits: 16, batchSize: 6, learningRate: 1e-3 };
  return parseRainbowConfig({
    ...base,
    ...sized,
    ...changes,
    defence: { name, epsilon, ...(hasSteps(name) ? { steps: 2 } : {}) },
  });
}

const { noisy: _, ...noiseless } = rainbowPresets['sa-dqn-vanilla-two-cores'].parts;
const networks = [
  ['plain', { parts: { ...noiseless, noisy: false, dueling: false } }],
  ['dueling and noisy', { parts: { ...noiseless, noisy: true, dueling: true } }],
] as const;

describe.each(names)('%s in the learner', (name) => {
  const batch = randomBatch(6, 3, new Rng(1));

  function learned(config: RainbowConfig, radius: number) {
    const learner = new Learner(config, 3, new Rng(4));
    const steps = [1, 2].map(() => learner.learn(batch, radius));
    const outcome = { steps, weights: learner.online.toHost(), rng: learner.state().rng };
    learner.dispose();
    return outcome;
  }

  it.each(networks)('is compiled, and learns what it learns operation by operation: %s', (_, changes) => {
    const config = configWith(name, changes);
    const compiled = learned(config, epsilon);
    vi.stubEnv('A2PD_EAGER', '1');
    const eager = learned(config, epsilon);
    vi.unstubAllEnvs();
    for (const [i, { loss, defenceTerm, gradientNorm }] of compiled.steps.entries()) {
      expect(loss).toBeCloseTo(eager.steps[i]!.loss, 4);
      expect(defenceTerm).toBeCloseTo(eager.steps[i]!.defenceTerm, 4);
      expect(gradientNorm / eager.steps[i]!.gradientNorm).toBeCloseTo(1, 2);
    }
  });

  it('is off where the radius is 0', () => {
    const config = configWith(name);
    const { defence, ...without } = config;
    const off = learned(config, 0);
    const plain = learned(without, 0);
    expect(fingerprint(off.weights)).toBe(fingerprint(plain.weights));
    expect(off.rng).toEqual(plain.rng);
    expect(fingerprint(learned(config, epsilon).weights)).not.toBe(fingerprint(plain.weights));
  });

  it('keeps no tensors', () => {
    const learner = new Learner(configWith(name), 3, new Rng(4));
    learner.learn(batch, epsilon);
    const before = numTensors();
    for (let i = 0; i < 5; i++) learner.learn(batch, 0.01 * i);
    learner.learn(batch, epsilon);
    expect(numTensors()).toBe(before);
    learner.dispose();
  });
});

describe.each(names)('%s in a training', (name) => {
  const config = configWith(name, {
    replayCapacity: 500,
    totalAgentSteps: 160,
    learningStartsAgentSteps: 40,
    learnPeriodAgentSteps: 4,
    targetUpdatePeriodAgentSteps: 30,
    metricsPeriodAgentSteps: 20,
  });
  const environments = () => new ToyEnvironment(catchBall, 3, 'disabled');

  function finish(trainer: Trainer, log: TrainingMetrics[]) {
    while (!trainer.isFinished) trainer.step();
    const { learner, replay, ...rest } = trainer.state();
    const weights = [learner.online, learner.target, learner.adam].map(fingerprint);
    const outcome = structuredClone({ weights, rng: learner.rng, rest, priorities: [...replay!.priorities], log });
    trainer.dispose();
    return outcome;
  }

  it('continues from a saved state to the last bit, before, within and after the ramp', () => {
    const log: TrainingMetrics[] = [];
    const uninterrupted = finish(new Trainer(config, environments(), { onMetrics: (line) => log.push(line) }), log);
    for (const steps of [12, 25, 40]) {
      const log: TrainingMetrics[] = [];
      const onMetrics = (line: TrainingMetrics) => log.push(line);
      const first = new Trainer(config, environments(), { onMetrics });
      for (let i = 0; i < steps; i++) first.step();
      const state = structuredClone(first.state());
      first.dispose();
      const second = new Trainer(config, environments(), { onMetrics });
      second.restore(state);
      expect(finish(second, log)).toEqual(uninterrupted);
    }
  });

  it('reports the radius and the term', () => {
    const log: TrainingMetrics[] = [];
    finish(new Trainer(config, environments(), { onMetrics: (line) => log.push(line) }), log);
    const learning = log.filter((line) => line.kind === 'learning');
    const radii = learning.map(({ defenceEpsilon }) => defenceEpsilon!);
    expect(radii).toEqual([...radii].sort((a, b) => a - b));
    expect(radii.at(-1)).toBe(epsilon);
    if (name === 'adversarial-training') expect(learning.at(-1)!.defenceTerm).toBe(0);
    else expect(learning.at(-1)!.defenceTerm).not.toBe(0);
  });
});

it('counts as the best only what was evaluated when the ramp was over', async () => {
  const config = configWith('sa-convex', {
    ...{ replayCapacity: 500, totalAgentSteps: 150, learningStartsAgentSteps: 40, learnPeriodAgentSteps: 4 },
    evaluationPeriodAgentSteps: 30,
  });
  const scores = [9, 8, 7, 3, 5];
  const { best } = await train({
    config,
    environment: new ToyEnvironment(catchBall, 3, 'disabled'),
    evaluate: async () => ({ meanReturn: scores.shift()! }),
  });
  // The ramp ends at agent step 100.
  expect([best.agentSteps, best.meanReturn]).toEqual([150, 5]);
});

describe('what a defence shows', () => {
  const architecture = architectureOf(configWith('sa-pgd', { parts: { ...noiseless, noisy: false } }), 3);
  const weights = initialWeights(architecture, 0.1, new Rng(2));
  const observations = randomBatch(64, 3, new Rng(3)).observations;

  it('adversarial training attacks about half of the observations, within epsilon', () => {
    const parameters = new Parameters(weights);
    const config: DefenceConfig = {
      ...{ name: 'adversarial-training', epsilon, attackedShare: 0.5, steps: 4, rampBeginAgentSteps: 0 },
    };
    const { distances, repeats } = tf.tidy(() => {
      const network = networkOf(architecture, parameters.read());
      const input = pixelsToInput(pixels(observations, 64));
      const shown = (seed: number) =>
        shownTo(network, input, createDefence(config), tf.scalar(epsilon), tf.tensor1d([seed, 1], 'int32'));
      const first = shown(5);
      return {
        distances: [...tf.max(tf.abs(tf.sub(first, input)), [1, 2, 3]).dataSync()],
        repeats: [5, 6].map((seed) => tf.max(tf.abs(tf.sub(shown(seed), first))).dataSync()[0]),
      };
    });
    parameters.dispose();
    const attacked = distances.filter((distance) => distance > 0);
    expect(attacked.length).toBeGreaterThan(16);
    expect(attacked.length).toBeLessThan(48);
    for (const distance of attacked) expect(distance).toBeLessThan(epsilon + 1e-6);
    expect(repeats[0]).toBe(0);
    expect(repeats[1]).toBeGreaterThan(0);
  });

  it('an actor sees it while it explores, not while it acts', () => {
    const parameters = new Parameters(weights);
    const defence = createDefence({
      ...{ name: 'adversarial-training', epsilon: 0.5, attackedShare: 1, steps: 4, rampBeginAgentSteps: 0 },
    });
    const actor = new Actor(architecture, parameters, defence);
    const clean = actor.act(observations, 64);
    expect(actor.explore(observations, 64, new Rng(1))).toEqual(clean);
    expect(actor.explore(observations, 64, new Rng(1), 0.5)).not.toEqual(clean);
    actor.dispose();
    parameters.dispose();
  });
});

describe('a configuration with a defence', () => {
  const base = rainbowPresets['dqn-two-cores'];
  const parse = (defence: object, changes: object = {}) => parseRainbowConfig({ ...base, ...changes, defence });

  it('settles when the radius is whole', () => {
    expect(parse({ name: 'radial' }, { totalAgentSteps: 30_001 }).defence).toEqual({
      name: 'radial',
      epsilon: 1 / 255,
      kappa: 0.25,
      rampBeginAgentSteps: 0,
      rampEndAgentSteps: 20_001,
    });
  });

  it.each<[string, object, object, RegExp]>([
    ['an unknown defence', { name: 'prayer' }, {}, /defence\.name/],
    ['an option of another defence', { name: 'sa-convex', steps: 3 }, {}, /"steps"/],
    ['no radius', { name: 'radial', epsilon: 0 }, {}, /defence\.epsilon/],
    [
      'bounds on C51',
      { name: 'sa-convex' },
      { parts: rainbowPresets.paper.parts },
      /parts\.distributional: expected false/,
    ],
    [
      'RADIAL on C51',
      { name: 'radial' },
      { parts: rainbowPresets.paper.parts },
      /parts\.distributional: expected false/,
    ],
    [
      'the hinge on C51',
      { name: 'sa-pgd' },
      { parts: rainbowPresets.paper.parts },
      /parts\.distributional: expected false/,
    ],
    [
      'a ramp that is longer than the training',
      { name: 'radial', rampEndAgentSteps: 1_000_001 },
      {},
      /defence\.rampEndAgentSteps: expected at most totalAgentSteps/,
    ],
    [
      'a ramp that ends before it begins',
      { name: 'radial', rampBeginAgentSteps: 500, rampEndAgentSteps: 500 },
      {},
      /defence\.rampBeginAgentSteps: expected less than rampEndAgentSteps/,
    ],
    [
      'a ramp that begins when the training is over',
      { name: 'radial', rampBeginAgentSteps: 900_000 },
      {},
      /defence\.rampBeginAgentSteps: expected less than two thirds/,
    ],
  ])('is refused with %s', (_, defence, changes, message) => {
    expect(() => parse(defence, changes)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
    expect(() => parse(defence, changes)).toThrow(message);
  });

  it('knows C51 where only observations are attacked', () => {
    const { parts } = rainbowPresets.paper;
    expect(parse({ name: 'adversarial-training' }, { parts }).defence).toMatchObject({ attackedShare: 0.5, steps: 10 });
  });
});
