/** C51's arithmetic (Bellemare et al., "A Distributional Perspective on Reinforcement Learning", 2017, algorithm 1). */
import { type Tensor, tf } from '@a2pd/tensor';

export interface Support {
  readonly vMin: number;
  readonly vMax: number;
  readonly numAtoms: number;
}

/**
 * Φ T̂z: shifts each distribution to returns + discounts·z and shares its mass among the nearest atoms of the support.
 * @param probabilities float32[B, numAtoms]. @param returns float32[B]. @param discounts float32[B].
 * @returns float32[B, numAtoms], each row of the mass it had.
 */
export function projectDistribution(
  probabilities: Tensor,
  returns: Tensor,
  discounts: Tensor,
  support: Support,
): Tensor {
  const { vMin, vMax, numAtoms } = support;
  const atomSpacing = (vMax - vMin) / (numAtoms - 1); // Δz
  const atoms = tf.linspace(vMin, vMax, numAtoms);
  const shifted = tf.add(tf.expandDims(returns, 1), tf.mul(tf.expandDims(discounts, 1), atoms)); // T̂z, [B, numAtoms]
  // b: in units of atoms, where neighbours' shares are exact differences and sum to one.
  const places = tf.clipByValue(tf.div(tf.sub(shifted, vMin), atomSpacing), 0, numAtoms - 1);
  const distances = tf.abs(tf.sub(tf.expandDims(places, 1), tf.reshape(tf.range(0, numAtoms), [1, numAtoms, 1])));
  const shares = tf.maximum(tf.sub(1, distances), 0); // [B, to, from]
  return tf.sum(tf.mul(shares, tf.expandDims(probabilities, 1)), 2);
}

/** -Σ target log softmax(logits), for each row. @param logits float32[B, N]. @param target float32[B, N]. @returns float32[B]. */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1));
}
