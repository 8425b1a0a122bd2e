/** The way back from the leads: of a label over every action. */
import { matMul, type Tensor, type Tensor1D, type Tensor2D, type Tensor3D, tf } from '@a2pd/tensor';
import { lossBackward } from './backward.js';
import { asRows, type HiddenValues, underflow } from './hidden-values.js';
import type { Interval } from './interval.js';
import type { AffineLayer } from './network.js';
import type { Relaxation } from './relaxation.js';
import { sumMargin } from './rounding.js';

/** A network over a box: each layer's values, and the lines that stand for the ReLU after each but the last. */
export interface RelaxedNetwork {
  readonly layers: readonly AffineLayer[];
  readonly box: Interval;
  readonly values: readonly HiddenValues[];
  /** float32[N, 1 or A, units] each: for all leads the same lines, or for every one its own. */
  readonly relaxations: readonly Relaxation[];
}

/**
 * @param labels int32[N]
 * @returns float32[N, A], lower bounds; 0 at the label itself
 */
export function leadsBackward({ layers, box, values, relaxations }: RelaxedNetwork, labels: Tensor1D): Tensor2D {
  const hidden = values.slice(0, -1);
  const { center: logits, rounding } = values.at(-1)!;
  const { kernel } = layers.at(-1)!;
  const isLabel = tf.oneHot(labels, kernel.shape[1]!, 1, 0, 'float32') as Tensor2D;
  const ofLabel = (x: Tensor) => tf.sum(tf.mul(x, isLabel), 1, true); // [N, 1]
  const weights = tf.transpose(kernel); // [A, units]
  const ofLabels = tf.reshape(matMul(isLabel, weights), [-1, 1, kernel.shape[0]!]);
  const inputs = [box, ...hidden.map((value) => value.box)].map(({ center }) => center.shape.slice(1));
  const stages = relaxations.map((relaxed, i) => ({ layer: layers[i]!, inputShape: inputs[i]!, relaxation: relaxed }));
  let loss: Tensor = lossBackward(tf.sub(ofLabels, weights) as Tensor3D, stages, asRows(box.radius));
  if (rounding !== undefined) {
    const margin = sumMargin(Math.max(...inputs.map((shape) => tf.util.sizeFromShape(shape))));
    const ofLogits = tf.add(rounding, ofLabel(rounding));
    loss = tf.mul(tf.add(tf.add(loss, ofLogits), underflow(values)), 1 + margin);
  }
  return tf.mul(tf.sub(tf.sub(ofLabel(logits), logits), loss), tf.sub(1, isLabel));
}
