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
  const middle = (vMin + vMax) / 2;
  const atoms = tf.sub(tf.range(0, numAtoms), (numAtoms - 1) / 2); // j: places in units of Δz from the middle
  // T̂z_j lies (R - (1 - γ)·middle)/Δz - (1 - γ)·j atoms beyond z_j. That distance is small and so keeps the digits which
  // (T̂z_j - vMin)/Δz loses in float32.
  const contraction = tf.reshape(tf.sub(1, discounts), [-1, 1]); // 1 - γ
  const start = tf.div(tf.sub(tf.reshape(returns, [-1, 1]), tf.mul(contraction, middle)), atomSpacing);
  const shifts = tf.sub(start, tf.mul(contraction, atoms)); // [B, numAtoms]
  const ends = (numAtoms - 1) / 2;
  const clipped = tf.minimum(tf.maximum(shifts, tf.sub(-ends, atoms)), tf.sub(ends, atoms));
  const apart = tf.sub(atoms, tf.reshape(atoms, [numAtoms, 1])); // j - i, [to, from]
  const distances = tf.abs(tf.add(tf.reshape(clipped, [-1, 1, numAtoms]), apart)); // [B, to, from]
  const shares = tf.maximum(tf.sub(1, distances), 0);
  return tf.sum(tf.mul(shares, tf.reshape(probabilities, [-1, 1, numAtoms])), 2);
}

/** -Σ target log softmax(logits), for each row. @param logits float32[B, N]. @param target float32[B, N]. @returns float32[B]. */
export function crossEntropy(logits: Tensor, target: Tensor): Tensor {
  return tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1));
}
