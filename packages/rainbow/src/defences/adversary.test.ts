import { crossEntropy, margin, misclassificationMargin, type Objective } from '@a2pd/attack';
import { Rng } from '@a2pd/core';
import { Parameters, pixels, pixelsToInput, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { architectureOf } from '../architecture.js';
import { initialWeights } from '../initial-weights.js';
import { rainbowPresets } from '../presets.js';
import { randomBatch } from '../testing/random-batch.js';
import { searchWithin } from './adversary.js';
import { networkOf } from './network.js';

const epsilon = 0.05;
const size = 32;
const architecture = architectureOf({ ...rainbowPresets['sa-dqn-vanilla-two-cores'], hiddenUnits: 16 }, 3);

/** Mean lead of the greedy action over the best other one, on the observations and on what the adversary made of them. */
function leadsOf(objective: Objective, steps: number): { clean: number; attacked: number; distance: number } {
  const parameters = new Parameters(initialWeights(architecture, 0.1, new Rng(2)));
  const figures = tf.tidy(() => {
    const network = networkOf(architecture, parameters.read());
    const input = pixelsToInput(pixels(randomBatch(size, 3, new Rng(3)).observations, size));
    const bestActions = tf.argMax(network.qValues(input), 1).toInt() as Tensor1D;
    const seed = tf.tensor1d([5, 1], 'int32');
    const attacked = searchWithin(objective, steps)(network, { input, bestActions, epsilon: tf.scalar(epsilon), seed });
    const leadOf = (shown: Tensor4D) => tf.neg(tf.mean(misclassificationMargin(network.qValues(shown), bestActions)));
    const distance = tf.max(tf.abs(tf.sub(attacked, input)));
    return [leadOf(input), leadOf(attacked), distance].map((figure) => figure.dataSync()[0]!);
  });
  parameters.dispose();
  const [clean, attacked, distance] = figures as [number, number, number];
  return { clean, attacked, distance };
}

it.each([
  ['cross-entropy', crossEntropy],
  ['margin', margin],
] as const)('leads away from the greedy action by the %s, more so in more steps', (_, objective) => {
  const few = leadsOf(objective, 2);
  const many = leadsOf(objective, 8);
  expect(few.attacked).toBeLessThan(few.clean);
  expect(many.attacked).toBeLessThan(few.attacked);
  for (const { distance } of [few, many]) expect(distance).toBeLessThan(epsilon + 1e-6);
});

it('leads to it by what falls as it is left', () => {
  const opposite: Objective = (situation) => {
    const value = margin(situation);
    return (logits) => tf.neg(value(logits));
  };
  const { clean, attacked } = leadsOf(opposite, 8);
  expect(attacked).toBeGreaterThan(clean);
});
