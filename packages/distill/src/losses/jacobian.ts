/**
 * Jacobian regularisation (Eq. 13): the Frobenius norm of the loss's gradient with respect to the observation. Its own
 * gradient with respect to the weights is a double backward pass (Drucker and Le Cun 1992), by autodiff.
 */
import { customGradient, inputGradient, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';

/**
 * What the norm is taken of. The paper does not say, and β means something else in each.
 * - `per-sample`: each observation's own gradient; the norms are averaged.
 * - `whole-batch`: the gradient of the batch's mean loss, all observations as one matrix.
 */
export type JacobianNorm = 'per-sample' | 'whole-batch';

/** Squared norms below this count as zero: the square root has no gradient there, and its limit is infinite. */
const smallestSquare = 1e-30;

export interface RegularisedLoss {
  /** float32 scalar: the mean of the losses. */
  readonly loss: Tensor;
  /** float32 scalar: L_jr of Eq. 13. */
  readonly jacobianNorm: Tensor;
}

/**
 * The mean loss of a batch and the norm of its Jacobian, by one forward and one backward pass.
 * @param losses float32[B, H, W, C] -> float32[B], each from its own observation alone.
 */
export function withJacobianNorm(
  losses: (input: Tensor4D) => Tensor1D,
  input: Tensor4D,
  norm: JacobianNorm,
): RegularisedLoss {
  const batchSize = input.shape[0];
  const { value, gradient } = inputGradient((observed) => tf.sum(losses(observed as Tensor4D)), input);
  const norms = sampleNorms(gradient as Tensor4D);
  return {
    loss: tf.div(value, batchSize),
    jacobianNorm: norm === 'per-sample' ? tf.mean(norms) : tf.div(safeSqrt(tf.sum(tf.square(norms))), batchSize),
  };
}

/**
 * The Frobenius norm of each observation's gradient; differentiable.
 * @param gradients float32[B, H, W, C] of the losses' sum, so that each observation's is its own
 * @returns float32[B], no less than 1e-15
 */
export function sampleNorms(gradients: Tensor4D): Tensor1D {
  return safeSqrt(squaredNorms(gradients));
}

/** Its gradient is one product over all pixels, instead of the three that sum and square would make of it. */
const squaredNorms = customGradient<Tensor4D, Tensor1D>((gradients, save) => {
  save([gradients]);
  return {
    value: tf.sum<Tensor1D>(tf.square(gradients), [1, 2, 3]),
    gradFunc: (dy, [saved]) => tf.mul(saved!, tf.reshape(tf.mul(dy, 2), [-1, 1, 1, 1])),
  };
});

function safeSqrt<T extends Tensor>(squares: T): T {
  return tf.sqrt(tf.maximum(squares, smallestSquare));
}
