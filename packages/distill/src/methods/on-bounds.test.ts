import { type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import type { Batch } from './method.js';
import { grownPerturbation, radiusAt } from './on-bounds.js';

it('draws what an adversary found towards the observation, as far as the radius has not grown', () => {
  const input = tf.fill([1, 2, 2, 1], 0.5) as Tensor4D;
  const perturbed = tf.add(input, 0.04) as Tensor4D;
  const [from, half, to] = [0, 0.5, 1].map((progress) => {
    const batch = { input, perturbed, progress: tf.scalar(progress) } as Batch;
    const moved = tf.max(tf.abs(tf.sub(grownPerturbation(batch), input))).dataSync()[0]!;
    return [moved, radiusAt(batch.progress, 0.04).dataSync()[0]!];
  });
  expect(from).toEqual([0, 0]);
  for (const [moved, radius] of [half!, to!]) expect(moved).toBeCloseTo(radius!, 6);
  expect(half![0]).toBeCloseTo(0.04 / 16, 6);
});
