/**
 * CROWN's way back (Zhang et al. 2018): a lower bound of a value as a linear function of the layer before, and of the one before
 * that, until the input's box gives it a number. It is counted as a loss against the value at the centre of that box:
 * Σ N+ (loss by the line below) + N- (loss by the line above) at every ReLU, N the coefficients there, and Σ |N| r at the input.
 * All of it is positive, so that rounding is a share of what is lost, not of what cancels.
 */
import { conv2dTranspose, magnitude, matMul, relu, type Tensor, type Tensor2D, type Tensor3D, tf } from '@a2pd/tensor';
import type { AffineLayer } from './network.js';
import type { ParallelRelaxation, Relaxation } from './relaxation.js';

/** A layer and the ReLU after it, on images (or squares of them, or rows) of one shape. */
export interface Stage {
  readonly layer: AffineLayer;
  /** [height, width, channels], or [units]. */
  readonly inputShape: readonly number[];
  /** Of the layer's outputs, each float32[M, 1 or R, outputs]. */
  readonly relaxation: Relaxation | ParallelRelaxation;
}

/**
 * @param coefficients float32[M, R, outputs]: of R values for each of M inputs, on the outputs of the last stage after ReLU
 * @param stages From the input on
 * @param inputRadius float32[M, 1, inputs]
 * @returns float32[M, R]: how far each value can be below that at the centre; by parallel lines, above it as well
 */
export function lossBackward(coefficients: Tensor3D, stages: readonly Stage[], inputRadius: Tensor): Tensor2D {
  const losses: Tensor2D[] = [];
  let after = coefficients;
  for (const stage of [...stages].reverse()) {
    const { loss, before } = backThroughRelu(after, stage.relaxation);
    losses.push(tf.sum(loss, 2));
    after = backThroughLayer(stage, before);
  }
  losses.push(tf.sum(tf.mul(magnitude(after), inputRadius), 2));
  return tf.addN(losses);
}

/** The coefficients before a ReLU, from those after it, and what each of them loses. */
function backThroughRelu(after: Tensor, relaxation: Relaxation | ParallelRelaxation): { loss: Tensor; before: Tensor } {
  if ('slope' in relaxation) {
    const { slope, loss } = relaxation;
    return { loss: tf.mul(tf.abs(after), loss), before: tf.mul(after, slope) };
  }
  const { lowerSlope, lowerLoss, upperSlope, upperLoss } = relaxation;
  const positive = relu(after);
  const negative = tf.sub(positive, after);
  return {
    loss: tf.add(tf.mul(positive, lowerLoss), tf.mul(negative, upperLoss)),
    before: tf.sub(tf.mul(positive, lowerSlope), tf.mul(negative, upperSlope)),
  };
}

/** Coefficients on a layer's inputs from those on its outputs. */
function backThroughLayer({ layer: { kernel, stride = 1 }, inputShape }: Stage, coefficients: Tensor): Tensor3D {
  const [count, rows, outputs] = coefficients.shape as [number, number, number];
  if (kernel.rank === 2) {
    const product = matMul(tf.reshape(coefficients, [count * rows, outputs]), kernel, false, true);
    return tf.reshape(product, [count, rows, -1]);
  }
  const [filterHeight, filterWidth, , filters] = kernel.shape as [number, number, number, number];
  const [height, width, channels] = inputShape as [number, number, number];
  const side = (image: number, filter: number) => Math.floor((image - filter) / stride) + 1;
  const images = [count * rows, side(height, filterHeight), side(width, filterWidth), filters];
  const image = conv2dTranspose(tf.reshape(coefficients, images), kernel, stride, [height, width, channels]);
  return tf.reshape(image, [count, rows, -1]);
}
