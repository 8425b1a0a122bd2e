import { expectationError } from '@a2pd/core';
import { execute, float32 } from './execute.js';
import { type Tensor, tf, type Weights } from './tf.js';

/**
 * Scales all gradients by min(1, maxNorm / norm), where `norm` is the Euclidean norm over all of them together (Pascanu et
 * al. 2013); also returns the norm before clipping, a scalar. NaN and infinity go through to the norm.
 */
export function clipByGlobalNorm(gradients: Weights, maxNorm: number): { gradients: Weights; norm: Tensor } {
  if (!(maxNorm > 0)) throw expectationError('INVALID_ARGUMENT', 'maxNorm above 0', maxNorm);
  const entries = Object.entries(gradients);
  const halfSquares = entries.map(([, gradient]) => execute('L2Loss', [float32], [gradient]));
  const norm = tf.tidy(() => tf.sqrt(tf.mul(tf.addN(halfSquares), 2)));
  const scale = tf.tidy(() => tf.div(maxNorm, tf.maximum(norm, maxNorm)));
  const clipped = entries.map(([name, gradient]) => [name, tf.mul(gradient, scale)] as const);
  tf.dispose([halfSquares, scale]);
  return { gradients: Object.fromEntries(clipped), norm };
}
