import { type Tensor4D, tf } from '@a2pd/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distances } from '../distance.js';
import { balls } from './ball.js';

const numPixels = 12;
const batch = (pixels: readonly number[]) => tf.tensor4d([...pixels], [2, 3, 2, 1]);
const pixelsIn = (min: number, max: number) =>
  fc.array(fc.float({ min: Math.fround(min), max: Math.fround(max), noNaN: true }), {
    minLength: numPixels,
    maxLength: numPixels,
  });
const radii = fc.constantFrom(0, 1 / 255, 0.3, 2);

describe.each(['linf', 'l2'] as const)('%s ball', (norm) => {
  const ball = balls[norm];
  const measure = (origin: Tensor4D, point: Tensor4D) => Math.max(...distances[norm](origin, point).dataSync());

  it('projects every candidate into itself, and leaves alone what is inside', () => {
    fc.assert(
      fc.property(pixelsIn(0, 1), pixelsIn(-3, 3), radii, (origins, offsets, radius) => {
        tf.tidy(() => {
          const origin = batch(origins);
          const project = ball.projectionAround(origin, radius);
          const projected = project(tf.add(origin, batch(offsets)));
          expect(measure(origin, projected)).toBeLessThanOrEqual(radius + 1e-5);
          expect(measure(project(projected), projected)).toBeLessThanOrEqual(1e-5);
          expect(measure(project(origin), origin)).toBe(0);
        });
      }),
    );
  });

  it('clips to the pixel bounds first, then projects', () => {
    fc.assert(
      fc.property(pixelsIn(0, 1), pixelsIn(-3, 3), radii, (origins, offsets, radius) => {
        tf.tidy(() => {
          const origin = batch(origins);
          const candidate = tf.add<Tensor4D>(origin, batch(offsets));
          const clipped = tf.clipByValue(candidate, 0, 1) as Tensor4D;
          const project = ball.projectionAround(origin, radius);
          const projected = project(candidate);
          expect(measure(projected, project(clipped))).toBe(0);
          expect(measure(projected, tf.clipByValue(projected, 0, 1) as Tensor4D)).toBeLessThanOrEqual(1e-6);
        });
      }),
    );
  });

  it('has a direction of unit norm that never leads down the gradient', () => {
    fc.assert(
      fc.property(pixelsIn(-3, 3), (slopes) => {
        tf.tidy(() => {
          const gradient = batch(slopes);
          const direction = ball.direction(gradient);
          expect(measure(tf.zerosLike(gradient), direction)).toBeLessThanOrEqual(1 + 1e-5);
          for (const gain of tf.mul(direction, gradient).dataSync()) expect(gain).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('has random points within it, spread over it', () => {
    tf.tidy(() => {
      const origin = tf.fill([2000, 1, 2, 1], 0.5) as Tensor4D;
      const points = ball.randomPoint(origin, 0.2, tf.tensor1d([3, 5], 'int32'));
      expect(measure(origin, points)).toBeLessThanOrEqual(0.2 + 1e-6);
      const share = (radius: number) =>
        distances[norm](origin, points)
          .dataSync()
          .filter((distance) => distance < radius).length / 2000;
      // In two dimensions a quarter of a ball's points lie within half of its radius.
      expect(share(0.1)).toBeGreaterThan(0.2);
      expect(share(0.1)).toBeLessThan(0.3);
    });
  });
});
