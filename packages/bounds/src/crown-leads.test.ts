/** Order and soundness: interval <= CROWN <= α-CROWN <= every point of the ball; values against float64. */
import { Rng } from '@a2pd/core';
import { compile, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaCrownLeads } from './alpha-crown-leads.js';
import { crownLeads } from './crown-leads.js';
import { intervalLeads } from './interval-leads.js';
import { crownBoxes, leadsReference } from './testing/reference.js';
import {
  boxAround,
  tinyImage,
  tinyInputShape,
  tinyMatrices,
  tinyModel,
  tinyTensors,
  tinyWeights,
} from './testing/tiny-networks.js';

const compiled = compile('bounds', (input: Tensor, labels: Tensor, epsilon: Tensor, ...weights: Tensor[]) => {
  const given = [tinyModel(weights), input as Tensor4D, labels as Tensor1D, epsilon] as const;
  return { interval: intervalLeads(...given), crown: crownLeads(...given), alpha: alphaCrownLeads(...given) };
});
const logits = compile('logits', (input: Tensor, ...weights: Tensor[]) => tinyModel(weights).logits(input));

interface Case {
  readonly seed: number;
  readonly scale: number;
  readonly epsilon: number;
}

/** A tiny network, two images of it, and their leads by each bound, as rows of three. */
function boundsOf({ seed, scale, epsilon }: Case) {
  const weights = tinyWeights(seed, scale);
  const images = [tinyImage(seed), tinyImage(seed + 1)];
  const labels = [seed % 3, (seed + 1) % 3];
  const [leads, tensors] = tf.tidy(() => {
    const tensors = tinyTensors(weights).map((tensor) => tf.keep(tensor));
    const input = inputOf(images);
    return [compiled(input, tf.tensor1d(labels, 'int32'), tf.fill([2], epsilon), ...tensors), tensors];
  }) as unknown as [Record<'interval' | 'crown' | 'alpha', Tensor>, Tensor[]];
  const found = { interval: read(leads.interval), crown: read(leads.crown), alpha: read(leads.alpha) };
  return { weights, images, labels, tensors, ...found };
}

function read(tensor: Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

function inputOf(images: readonly Float64Array[]): Tensor {
  return tf.tensor(Float32Array.from(images.flatMap((image) => [...image])), [images.length, ...tinyInputShape]);
}

/** The smallest leads over points of the ball: its centre, corners, and whatever a walk along the signs of noise meets. */
function smallestLeads(image: Float64Array, label: number, epsilon: number, tensors: readonly Tensor[], seed: number) {
  const rng = new Rng(seed);
  const step = Math.fround(epsilon);
  const points = Array.from({ length: 64 }, (_, point) =>
    image.map((x) => {
      const move = point === 0 ? 0 : point < 48 ? (rng.uniform() < 0.5 ? -1 : 1) : 2 * rng.uniform() - 1;
      return Math.min(Math.max(x + move * step, 0), 1);
    }),
  );
  const rows = tf.tidy(() => logits(inputOf(points), ...tensors).arraySync() as number[][]);
  return [0, 1, 2].map((action) => Math.min(...rows.map((row) => row[label]! - row[action]!)));
}

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  scale: fc.double({ min: 0.4, max: 2, noNaN: true }),
  epsilon: fc.constantFrom(0, 1e-4, 0.003, 0.01, 0.04, 0.2),
});

describe('interval <= CROWN <= α-CROWN <= truth', () => {
  it('on random networks', () => {
    let [tighter, optimised] = [0, 0];
    fc.assert(
      fc.property(cases, (drawn) => {
        const { images, labels, tensors, interval, crown, alpha } = boundsOf(drawn);
        const truth = images.flatMap((image, i) =>
          smallestLeads(image, labels[i]!, drawn.epsilon, tensors, drawn.seed),
        );
        tf.dispose(tensors);
        truth.forEach((lead, entry) => {
          expect(crown[entry]!).toBeGreaterThanOrEqual(interval[entry]!);
          expect(alpha[entry]!).toBeGreaterThanOrEqual(crown[entry]!);
          expect(lead).toBeGreaterThanOrEqual(alpha[entry]!);
          if (crown[entry]! > interval[entry]! + 0.01) tighter++;
          if (alpha[entry]! > crown[entry]! + 0.001) optimised++;
        });
      }),
      { numRuns: 60, seed: 7 },
    );
    // Bounds that never differed would be in order as well.
    expect(tighter).toBeGreaterThan(50);
    expect(optimised).toBeGreaterThan(20);
  });

  it.each([1, 2, 3, 4, 5, 6])('with CROWN as float64 has it, less what rounding may do (seed %i)', (seed) => {
    for (const epsilon of [0, 0.003, 0.02, 0.06]) {
      const { weights, images, labels, tensors, interval, crown } = boundsOf({ seed, scale: 1, epsilon });
      tf.dispose(tensors);
      const layers = tinyMatrices(weights);
      images.forEach((image, i) => {
        const box = boxAround(image, epsilon);
        const expected = leadsReference(layers, crownBoxes(layers.slice(0, -1), box), box, labels[i]!);
        expected.forEach((lead, action) => {
          const found = crown[3 * i + action]!;
          expect(found).toBeLessThanOrEqual(Math.max(lead, interval[3 * i + action]!) + 1e-6);
          expect(found).toBeGreaterThan(lead - 1e-3 * (1 + Math.abs(lead)));
        });
      });
    }
  });
});
