/**
 * CROWN's way back (Zhang et al. 2018): a lower bound of a value as a linear function of the layer before, and of the one before
 * that, until the input's box gives it a number. It is counted as a loss against the value at the centre of that box:
 * Σ N+ (loss by the line below) + N- (loss by the line above) at every ReLU, N the coefficients there, and Σ |N| r at the input.
 * All of it is positive, so that rounding is a share of what is lost, not of what cancels.
 */
import { conv2dTranspose, magnitude, matMul, relu, type Tensor, type Tensor2D, type Tensor3D, tf } from '@a2pd/tensor';
import type { AffineLayer } from './network.js';
import type { Relaxation } from './relaxation.js';

/** A layer and the ReLU after it, on images (or patches of them, or rows) of one shape. */
export interface Stage {
  readonly layer: AffineLayer;
  /** [height, width, channels], or [units]. */
  readonly inputShape: readonly number[];
  /** Of the layer's outputs, each float32[M, 1 or R, outputs]. */
  readonly relaxation: Relaxation;
}

/**
 * @param coefficients float32[M, R, outputs]: of R values for each of M inputs, on the outputs of the last stage after ReLU
 * @param stages From the input on
 * @param inputRadius float32[M, 1, inputs]
 * @returns float32[M, R]: how far each value can be below that at the centre
 */
export function lossBackward(coefficients: Tensor3D, stages: readonly Stage[], inputRadius: Tensor): Tensor2D {
  let after = coefficients;
  let loss: Tensor | undefined;
  const lose = (part: Tensor) => {
    const sum = tf.sum(part, 2);
    loss = loss === undefined ? sum : tf.add(loss, sum);
  };
  for (const stage of [...stages].reverse()) {
    const { lowerSlope, lowerLoss, upperSlope, upperLoss } = stage.relaxation;
    const positive = relu(after);
    const negative = tf.sub(positive, after);
    lose(tf.add(tf.mul(positive, lowerLoss), tf.mul(negative, upperLoss)));
    after = backThrough(stage, tf.sub(tf.mul(positive, lowerSlope), tf.mul(negative, upperSlope)));
  }
  lose(tf.mul(magnitude(after), inputRadius));
  return loss as Tensor2D;
}

/** Coefficients on a layer's inputs from those on its outputs. */
function backThrough({ layer: { kernel, stride }, inputShape }: Stage, coefficients: Tensor): Tensor3D {
  const [count, rows, outputs] = coefficients.shape as [number, number, number];
  if (kernel.rank === 2) {
    const product = matMul(tf.reshape(coefficients, [count * rows, outputs]), kernel, false, true);
    return tf.reshape(product, [count, rows, -1]);
  }
  const [filterHeight, filterWidth, , filters] = kernel.shape as [number, number, number, number];
  const [height, width, channels] = inputShape as [number, number, number];
  const side = (image: number, filter: number) => Math.floor((image - filter) / (stride ?? 1)) + 1;
  const images = [count * rows, side(height, filterHeight), side(width, filterWidth), filters];
  const image = conv2dTranspose(tf.reshape(coefficients, images), kernel, stride ?? 1, [height, width, channels]);
  return tf.reshape(image, [count, rows, -1]);
}
