/**
 * How surely a network keeps its decision: a lower bound, over all that an attacker may show, of the label's lead over the
 * best other action. The last layer is merged with the difference of two logits, which what they share cannot loosen.
 */
import { dense, matMul, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { flattenedFor, type Interval, largest, pixelBox, terms, throughAffine, throughRelu } from './interval.js';
import type { AffineLayer, ReluNetwork } from './network.js';
import { roundingMargin } from './rounding.js';

/** Keeps the label itself out of the competition. */
const excluded = 1e30;

/**
 * @param input float32[N, H, W, C] in [0, 1]
 * @param labels int32[N]
 * @param epsilon float32[N], radius in L-infinity
 * @returns float32[N]: above 0 only where no perturbation within epsilon makes another action's logit reach the label's.
 */
export function decisionMargin(network: ReluNetwork, input: Tensor4D, labels: Tensor1D, epsilon: Tensor): Tensor1D {
  return tf.tidy(() => {
    const layers = [...network.layers()];
    const last = layers.pop()!;
    let box = pixelBox(input, epsilon);
    for (const layer of layers) box = throughRelu(throughAffine(box, layer));
    return smallestLead(last, flattenedFor(last, box), labels, network.numActions);
  });
}

function smallestLead(layer: AffineLayer, box: Interval, labels: Tensor1D, numActions: number): Tensor1D {
  const { kernel, bias } = layer;
  const isLabel = tf.oneHot(labels, numActions, 1, 0, 'float32'); // [N, A]
  const ofLabel = (values: Tensor) => tf.sum(tf.mul(values, isLabel), 1, true); // [N, 1]
  const margin = roundingMargin(terms(layer));
  const logits = dense(box.center, kernel, bias);
  const rounding = tf.mul(dense(largest(box), tf.abs(kernel), tf.abs(bias)), margin);
  const reach = tf.add(reachOfDifferences(kernel, box.radius, isLabel), tf.add(rounding, ofLabel(rounding)));
  const leads = tf.sub(tf.sub(ofLabel(logits), logits), tf.mul(reach, 1 + 2 * margin));
  return tf.min<Tensor1D>(tf.add(leads, tf.mul(isLabel, excluded)), 1);
}

/** Σ |w_label - w_a| r for every action a; float32[N, A]. */
function reachOfDifferences(kernel: Tensor, radius: Tensor, isLabel: Tensor): Tensor {
  const [units, numActions] = kernel.shape as [number, number];
  const differences = tf.abs(
    tf.sub(tf.reshape(kernel, [units, numActions, 1]), tf.reshape(kernel, [units, 1, numActions])),
  ); // [units, label, a]
  const reaches = matMul(radius, tf.reshape(differences, [units, numActions * numActions]));
  const byLabel = tf.reshape(reaches, [-1, numActions, numActions]);
  return tf.sum(tf.mul(byLabel, tf.reshape(isLabel, [-1, numActions, 1])), 1);
}
