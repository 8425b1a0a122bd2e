import { observationSize, Rng } from '@a2pd/core';
import { numTensors, Parameters, pixels, pixelsToInput, type Tensor4D, tf, valueAndGradients } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { returnLogits } from '../network.js';
import { type PqnConfig, pqnPreset } from './config.js';
import { type PqnBatch, PqnLearner } from './learner.js';

// Nothing is clipped.
const config: PqnConfig = { ...pqnPreset, trunk: 'data-efficient', hiddenUnits: 8, maxGradientNorm: 1e6 };
const numActions = 3;

function randomBatch(size: number): PqnBatch {
  const rng = new Rng(3);
  return {
    observations: Uint8Array.from({ length: size * observationSize }, () => rng.integer(256)),
    actions: Int32Array.from({ length: size }, () => rng.integer(numActions)),
    returns: Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1),
  };
}

it('takes one step of Adam, of the rate it is told, down half the mean squared error', () => {
  const learner = new PqnLearner(config, numActions, new Rng(1));
  const batch = randomBatch(4);
  const before = learner.online.toHost();
  const parameters = new Parameters(before);
  const input = pixelsToInput(pixels(batch.observations, 4)) as Tensor4D;
  const { value, gradients } = valueAndGradients((weights) => {
    const values = tf.squeeze(returnLogits(learner.architecture, weights, input), [2]);
    const chosen = tf.sum(tf.mul(values, tf.oneHot(tf.tensor1d(batch.actions, 'int32'), numActions)), 1);
    return tf.div(tf.sum(tf.square(tf.sub(chosen, tf.tensor1d(batch.returns)))), 2 * 4);
  }, parameters.read());
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)).dataSync()[0]!);
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  expect(norm).toBeLessThan(config.maxGradientNorm);

  const rate = 1e-3;
  const learned = learner.learn(batch, rate);
  expect(learned.loss).toBeCloseTo(value.dataSync()[0]!, 5);
  expect(learned.gradientNorm).toBeCloseTo(norm, 4);
  const after = learner.online.toHost();
  for (const [name, { data }] of Object.entries(before)) {
    const gradient = gradients[name]!.dataSync();
    for (let i = 0; i < data.length; i += 7) {
      // Adam's first step: the gradient over its own size.
      const step = (rate * gradient[i]!) / (Math.abs(gradient[i]!) + config.adamEpsilon);
      expect(after[name]!.data[i]).toBeCloseTo(data[i]! - step, 5);
    }
  }
  learner.dispose();
});

it('says what each action is worth, without keeping tensors', () => {
  const learner = new PqnLearner(config, numActions, new Rng(1));
  const batch = randomBatch(4);
  learner.learn(batch, 1e-3);
  learner.values(batch.observations, 4);
  const before = numTensors();
  for (let i = 0; i < 200; i++) learner.learn(batch, 1e-3);
  const values = learner.values(batch.observations, 4);
  expect(numTensors()).toBe(before);
  const chosen = [...batch.actions].map((action, row) => values[row * numActions + action]!);
  for (const [row, value] of chosen.entries()) expect(value).toBeCloseTo(batch.returns[row]!, 1);
  learner.dispose();
});

it('stops where it diverges, and says in which weight', () => {
  const learner = new PqnLearner(config, numActions, new Rng(1));
  const batch = { ...randomBatch(4), returns: Float32Array.of(0, Number.NaN, 0, 0) };
  expect(() => learner.learn(batch, 1e-3)).toThrow(/NaN.*first not finite in conv1\.kernel.*lower the learning rate/);
  learner.dispose();
});
