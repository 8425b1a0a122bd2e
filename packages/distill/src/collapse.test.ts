import { type Tensor2D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { collapseShare } from './collapse.js';
import { pgmLoss } from './losses/losses.js';

it.each([
  [3, 1 / 3],
  [6, 1 / 3],
  [18, 1 / 9],
  [6, 1],
])('with %i actions and η = %d it is where constant and indifferent students lose alike', (numActions, eta) => {
  const share = collapseShare(numActions, eta);
  const onLabel = tf.oneHot(tf.tensor1d([0], 'int32'), numActions, 60, 0, 'float32') as Tensor2D;
  const onOther = tf.oneHot(tf.tensor1d([1], 'int32'), numActions, 60, 0, 'float32') as Tensor2D;
  const loss = (logits: Tensor2D) => pgmLoss(logits, tf.tensor1d([0], 'int32'), eta).dataSync()[0]!;
  const constant = share * loss(onLabel) + (1 - share) * loss(onOther);
  expect(constant).toBeCloseTo(loss(tf.zeros([1, numActions])), 5);
});
