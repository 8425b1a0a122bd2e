/**
 * How surely a network keeps its decision: a lower bound, over all that an attacker may show, of the label's lead over every
 * other action. The last layer is merged with the difference of two logits, which what they share cannot loosen.
 */
import { dense, matMul, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import {
  applyToSizes,
  flattenedFor,
  type Interval,
  largest,
  pixelBox,
  terms,
  throughAffine,
  throughRelu,
} from './interval.js';
import type { AffineLayer, ReluNetwork } from './network.js';
import { roundingMargin, underflowMargin } from './rounding.js';

/**
 * Bounds by intervals (Gowal et al. 2018), which hold for whatever float32 makes of any input.
 * @param input float32[N, H, W, C] in [0, 1]
 * @param labels int32[N]
 * @param epsilon float32[N], radius in L-infinity
 * @returns float32[N, A]: entry a is above 0 only where no perturbation within epsilon makes the logit of a reach the
 *   label's; 0 at the label itself.
 */
export function intervalLeads(network: ReluNetwork, input: Tensor4D, labels: Tensor1D, epsilon: Tensor): Tensor2D {
  return tf.tidy(() => {
    const layers = [...network.layers()];
    const last = layers.pop()!;
    let box = pixelBox(input, epsilon);
    for (const layer of layers) box = throughRelu(throughAffine(box, layer));
    return leadsOver(last, flattenedFor(last, box), labels, network.numActions);
  });
}

function leadsOver(layer: AffineLayer, box: Interval, labels: Tensor1D, numActions: number): Tensor2D {
  const { kernel, bias } = layer;
  const isLabel = tf.oneHot(labels, numActions, 1, 0, 'float32') as Tensor2D;
  const ofLabel = (values: Tensor) => tf.sum(tf.mul(values, isLabel), 1, true); // [N, 1]
  const margin = roundingMargin(terms(layer));
  const logits = dense(box.center, kernel, bias);
  const rounding = tf.mul(applyToSizes(layer, largest(box)), margin);
  const reach = tf.add(reachOfLeads(kernel, box.radius, isLabel), tf.add(rounding, ofLabel(rounding)));
  const loss = tf.add(tf.mul(reach, 1 + 2 * margin), underflowMargin);
  const leads = tf.sub(tf.sub(ofLabel(logits), logits), loss);
  return tf.mul(leads, tf.sub(1, isLabel));
}

/**
 * How far a box can move each lead from that of its centre: Σ |w_label - w_a| r.
 * @param kernel float32[units, A]
 * @param radius float32[N, units]
 * @param isLabel float32[N, A], 1 at the label
 * @returns float32[N, A]
 */
export function reachOfLeads(kernel: Tensor, radius: Tensor, isLabel: Tensor2D): Tensor2D {
  const [units, numActions] = kernel.shape as [number, number];
  const differences = tf.abs(
    tf.sub(tf.reshape(kernel, [units, numActions, 1]), tf.reshape(kernel, [units, 1, numActions])),
  ); // [units, label, a]
  const reaches = matMul(radius, tf.reshape(differences, [units, numActions * numActions]));
  const byLabel = tf.reshape(reaches, [-1, numActions, numActions]);
  return tf.sum(tf.mul(byLabel, tf.reshape(isLabel, [-1, numActions, 1])), 1);
}
