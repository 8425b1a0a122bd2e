/** What each defence minimises, against float64 by hand; and that it is on, off and resumed as it should be. */
import { smoothRamp } from '@a2pd/core';
import {
  compile,
  dense,
  relu,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
  valueAndGradients,
} from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import { draws, intervals, qValuesOf, type SmallNetwork } from '../testing/float64-q-network.js';
import type { Network, Situation } from './defence.js';
import { type DefenceConfig, defences, radiusSchedule } from './defences.js';
import { createDefence } from './registry.js';

const names = ['kernel1', 'bias1', 'kernel2', 'bias2'] as const;
const sizes = { numPixels: 6, numUnits: 5, numActions: 4, batchSize: 3 };
const epsilon = 0.05;

/** One row: where the network stands, what was shown, done and best. */
interface Row {
  readonly input: readonly number[];
  readonly perturbed: readonly number[];
  readonly action: number;
  /** Of the weights before they are moved: constants. */
  readonly best: number;
  readonly q: readonly number[];
}

type Reference = (network: SmallNetwork, row: Row) => number;

const largestBut = (values: readonly number[], one: number) => Math.max(...values.filter((_, a) => a !== one));

const cases: [DefenceConfig, Reference][] = [
  [
    { name: 'sa-convex', epsilon, kappa: 0.7, hingeMargin: 0.4, rampBeginAgentSteps: 0 },
    (network, { input, best }) => {
      // The lead over a is Σ (w_best - w_a) h over the box of hidden units: each at the end that is worse.
      const worst = intervals(network, input, epsilon, false);
      const leads = worst.leads(best);
      return 0.7 * Math.max(-Math.min(...leads.filter((_, a) => a !== best)), -0.4);
    },
  ],
  [
    { name: 'sa-pgd', epsilon, kappa: 0.7, hingeMargin: 0.4, steps: 3, rampBeginAgentSteps: 0 },
    (network, { perturbed, best }) => {
      const q = qValuesOf(network, perturbed);
      return 0.7 * Math.max(largestBut(q, best) - q[best]!, -0.4);
    },
  ],
  [
    { name: 'radial', epsilon, kappa: 0.7, rampBeginAgentSteps: 0 },
    (network, { input, action, q }) => {
      const { lower, upper } = intervals(network, input, epsilon, true);
      const terms = q.map((own, a) => {
        const worse = Math.max(0, q[action]! - own);
        return worse * Math.max(0, upper[a]! - lower[action]! + worse / 2);
      });
      return 0.7 * terms.reduce((sum, term) => sum + term, 0);
    },
  ],
];

describe.each(cases)('$name', (config, reference) => {
  it('has the value and the gradient that float64 finds, on random networks', () => {
    const { term } = createDefence(config);
    const ours = compile(`test/${config.name}`, (...args: Tensor[]) => {
      const [kernel1, bias1, kernel2, bias2, input, perturbed, actions, bestActions, qValues] = args;
      const situation = { input, perturbed, actions, bestActions, qValues, epsilon: tf.scalar(epsilon) };
      return valueAndGradients((weights) => tf.sum(term!(networkWith(weights), situation as unknown as Situation)), {
        kernel1: kernel1!,
        bias1: bias1!,
        kernel2: kernel2!,
        bias2: bias2!,
      });
    });
    let worst = 0;
    for (let seed = 0; seed < 60; seed++) {
      const { network, rows } = drawCase(seed);
      const total = (moved: SmallNetwork) => rows.reduce((sum, row) => sum + reference(moved, row), 0);
      const { value, gradients } = run(ours, network, rows);
      expect(Math.abs(value - total(network))).toBeLessThan(2e-5);
      const expected = differences(network, total);
      const error = Math.hypot(...gradients.map((mine, i) => mine - expected[i]!));
      worst = Math.max(worst, error / Math.max(0.1, Math.hypot(...expected)));
    }
    ours.dispose();
    expect(worst).toBeLessThan(2e-4);
  });
});

function networkWith(weights: Readonly<Record<string, Tensor>>): Network {
  const { kernel1, bias1, kernel2, bias2 } = weights;
  return {
    numActions: sizes.numActions,
    qValues: (input) => {
      const flat = tf.reshape(input, [-1, sizes.numPixels]);
      return dense(relu(dense(flat, kernel1!, bias1!)), kernel2!, bias2!) as Tensor2D;
    },
    layers: () => [
      { kernel: kernel1!, bias: bias1! },
      { kernel: kernel2!, bias: bias2! },
    ],
  };
}

function run(
  ours: (...args: Tensor[]) => { value: Tensor; gradients: Readonly<Record<string, Tensor>> },
  { kernel1, bias1, kernel2, bias2 }: SmallNetwork,
  rows: readonly Row[],
) {
  const { numPixels, numUnits, numActions } = sizes;
  return tf.tidy(() => {
    const images = (which: 'input' | 'perturbed') =>
      tf.tensor4d(Float32Array.from(rows.flatMap((row) => [...row[which]])), [rows.length, 1, 2, 3]);
    const labels = (which: 'action' | 'best') =>
      tf.tensor1d(
        rows.map((row) => row[which]),
        'int32',
      );
    const { value, gradients } = ours(
      tf.tensor2d(Float32Array.from(kernel1), [numPixels, numUnits]),
      tf.tensor1d(Float32Array.from(bias1)),
      tf.tensor2d(Float32Array.from(kernel2), [numUnits, numActions]),
      tf.tensor1d(Float32Array.from(bias2)),
      ...[images('input'), images('perturbed'), labels('action'), labels('best')],
      tf.tensor2d(rows.map(({ q }) => [...q])),
    );
    return {
      value: value.dataSync()[0]!,
      gradients: Object.values(gradients).flatMap((gradient) => [...gradient.dataSync()]),
    };
  });
}

/** Away from every kink: of ReLU, of the hinge, of the best other action, within epsilon too. */
function drawCase(seed: number): { network: SmallNetwork; rows: Row[] } {
  const { draw, rng } = draws(seed);
  for (;;) {
    const network = draw.network(sizes);
    const rows = Array.from({ length: sizes.batchSize }, (): Row => {
      const input = draw.pixels(sizes.numPixels, 0.2, 0.8);
      const perturbed = input.map((pixel) => Math.fround(pixel + epsilon * (2 * rng.uniform() - 1)));
      const q = qValuesOf(network, input).map(Math.fround);
      return { input, perturbed, q, action: rng.integer(sizes.numActions), best: q.indexOf(Math.max(...q)) };
    });
    const loss = (reference: Reference) => (moved: SmallNetwork) => rows.map((row) => reference(moved, row));
    if (cases.every(([, reference]) => isSmooth(network, loss(reference)))) return { network, rows };
  }
}

const step = 1e-5;

/** Whether no kink is near: along a single weight the functions are pieces of straight lines. */
function isSmooth(network: SmallNetwork, f: (network: SmallNetwork) => readonly number[]): boolean {
  const here = f(network);
  return names.every((name) =>
    network[name].every((_, i) => {
      const [right, left] = [10 * step, -10 * step].map((offset) => f(moved(network, name, i, offset)));
      return here.every((value, row) => Math.abs(right![row]! - 2 * value + left![row]!) < 1e-10);
    }),
  );
}

function differences(network: SmallNetwork, f: (network: SmallNetwork) => number): number[] {
  return names.flatMap((name) =>
    [...network[name]].map(
      (_, i) => (f(moved(network, name, i, step)) - f(moved(network, name, i, -step))) / (2 * step),
    ),
  );
}

function moved(network: SmallNetwork, name: keyof SmallNetwork, index: number, offset: number): SmallNetwork {
  return { ...network, [name]: network[name].map((weight, i) => (i === index ? weight + offset : weight)) };
}

describe('the hinge', () => {
  it.each([
    // max(lead of the best other action, -c), times kappa 0.5.
    ['asks nothing more where the greedy action leads by more than c', [3, 0, 1], -0.5],
    ['is the lead itself where that is smaller', [1.25, 1, 0], -0.125],
    ['pays for an action that overtakes', [0, 0.75, -2], 0.375],
  ])('%s', (_, q, expected) => {
    const config = { epsilon: 0.1, kappa: 0.5, hingeMargin: 1, rampBeginAgentSteps: 0 };
    const network = {
      numActions: 3,
      qValues: () => tf.tensor2d([q]),
      layers: () => [],
    };
    const found = tf.tidy(() => {
      const bestActions = tf.tensor1d([0], 'int32');
      const { term } = createDefence({ name: 'sa-pgd', steps: 1, ...config });
      return [...term!(network, { perturbed: tf.zeros([1, 1, 2, 3]), bestActions } as unknown as Situation).dataSync()];
    });
    expect(found).toEqual([expected]);
  });
});

it('RADIAL counts overlap by what each action costs, as by hand', () => {
  // One pixel x = 0.5 within 0.1, Q = (2x, x, -x): intervals [0.8, 1.2], [0.4, 0.6], [-0.6, -0.4].
  // Action 0 was taken: q = (0, 0.5, 1.5); max(0, 0.6 - 0.8 + 0.25) = 0.05 and max(0, -0.4 - 0.8 + 0.75) = 0.
  const found = tf.tidy(() => {
    const identity = { kernel: tf.tensor2d([[1]]), bias: tf.zeros([1]) };
    const scores = { kernel: tf.tensor2d([[2, 1, -1]]), bias: tf.zeros([3]) };
    const network = { numActions: 3, qValues: () => tf.zeros([1, 3]) as Tensor2D, layers: () => [identity, scores] };
    const { term } = createDefence({ name: 'radial', epsilon: 0.1, kappa: 2, rampBeginAgentSteps: 0 });
    const situation = {
      input: tf.fill([1, 1, 1, 1], 0.5) as Tensor4D,
      actions: tf.tensor1d([0], 'int32') as Tensor1D,
      qValues: tf.tensor2d([[1, 0.5, -0.5]]),
      epsilon: tf.scalar(0.1),
    };
    return term!(network, situation as unknown as Situation).dataSync()[0];
  });
  expect(found).toBeCloseTo(2 * 0.5 * 0.05, 5);
});

it('epsilon grows smoothly from the ramp’s begin to its end; without an end, to two thirds of the training', () => {
  const config = { name: 'sa-convex', epsilon: 0.3, kappa: 1, hingeMargin: 1, rampBeginAgentSteps: 100 } as const;
  const set = radiusSchedule({ ...config, rampEndAgentSteps: 500 }, 900);
  const unset = radiusSchedule(config, 900);
  for (const agentSteps of [0, 100, 150, 250, 499, 500, 700]) {
    expect(set(agentSteps)).toBe(smoothRamp(0.3, 100, 500)(agentSteps));
    expect(unset(agentSteps)).toBe(smoothRamp(0.3, 100, 600)(agentSteps));
  }
  expect(radiusSchedule(undefined, 900)(800)).toBe(0);
});

it.each(defences.map((defence) => [defence.name, defence] as const))('%s says what it is and whose', (_, defence) => {
  expect(defence.summary.length).toBeGreaterThan(20);
  expect(defence.source).toMatch(/\d{4}/);
  for (const { name, description } of defence.options) expect(description, name).not.toBe('');
});
