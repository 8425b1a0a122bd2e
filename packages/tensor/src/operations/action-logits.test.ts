import { describe, expect, it } from 'vitest';
import { type Tensor, type Tensor2D, tf } from '../tf.js';
import { actionLogits, negativeLogProbability } from './action-logits.js';

const ofFirst = (logits: Tensor) => tf.sum(negativeLogProbability(logits as Tensor2D, tf.tensor1d([0], 'int32')));

describe('actionLogits', () => {
  it('sets the own logit apart from the others', () => {
    const [own, best, isOther] = tf.tidy(() => {
      const apart = actionLogits(
        tf.tensor2d([
          [3, 1],
          [-5, 2],
        ]),
        tf.tensor1d([0, 1], 'int32'),
      );
      return [apart.own, tf.max(apart.others, 1), apart.isOther].map((tensor) => [...tensor.dataSync()]);
    });
    expect(own).toEqual([3, 2]);
    expect(best).toEqual([1, -5]);
    expect(isOther).toEqual([0, 1, 1, 0]);
  });
});

describe('negativeLogProbability', () => {
  it('is -log π(action)', () => {
    const [first, second] = tf.tidy(() => {
      const logits = tf.tensor2d([
        [Math.log(2), 0, 0],
        [0, 0, 0],
      ]);
      return negativeLogProbability(logits, tf.tensor1d([0, 2], 'int32')).dataSync();
    });
    expect(first).toBeCloseTo(Math.log(2), 6);
    expect(second).toBeCloseTo(Math.log(3), 6);
  });

  it.each([1e-30, 1 - 1e-7])('keeps relative precision where π(action) is %d, derivatives included', (chance) => {
    const own = Math.fround(Math.log(chance / (1 - chance)));
    const odds = 1 / (1 + Math.exp(own)); // 1 - π
    const slope = tf.grad(ofFirst);
    const [value, first, second] = tf.tidy(() => {
      const logits = tf.tensor2d([[own, 0]]);
      const curvature = tf.grad((z) => tf.sum(tf.mul(slope(z), tf.tensor2d([[1, 0]]))));
      return [ofFirst(logits), slope(logits), curvature(logits)].map((tensor) => tensor.dataSync()[0]!);
    });
    expect(value! / Math.log1p(Math.exp(-own))).toBeCloseTo(1, 5);
    expect(first! / -odds).toBeCloseTo(1, 5);
    expect(second! / (odds / (1 + Math.exp(-own)))).toBeCloseTo(1, 5);
  });

  it('keeps its slope at a lead of 80 logits', () => {
    const slope = tf.tidy(
      () =>
        tf
          .grad(ofFirst)(tf.tensor2d([[80, 0, -1]]))
          .dataSync()[0]!,
    );
    expect(slope / -(Math.exp(-80) * (1 + Math.exp(-1)))).toBeCloseTo(1, 4);
  });
});
