import { expectationError } from '@a2pd/core';
import { execute, float32 } from './execute.js';
import { type Tensor, tf, type Weights } from './tf.js';

export interface Clipped {
  readonly gradients: Weights;
  /** Of all gradients together, before clipping; a scalar. */
  readonly norm: Tensor;
  /** Of each gradient, in their order; float32[W]. NaN or infinite is the norm of one that is not finite. */
  readonly norms: Tensor;
}

/**
 * Scales all gradients by min(1, maxNorm / norm), where `norm` is the Euclidean norm over all of them together (Pascanu et
 * al. 2013). NaN and infinity go through to the norms.
 */
export function clipByGlobalNorm(gradients: Weights, maxNorm: number): Clipped {
  if (!(maxNorm > 0)) throw expectationError('INVALID_ARGUMENT', 'maxNorm above 0', maxNorm);
  const entries = Object.entries(gradients);
  return tf.tidy(() => {
    const halfSquares = tf.stack(entries.map(([, gradient]) => execute('L2Loss', [float32], [gradient])));
    const norm = tf.sqrt(tf.mul(tf.sum(halfSquares), 2));
    const scale = tf.div(maxNorm, tf.maximum(norm, maxNorm));
    const clipped = entries.map(([name, gradient]) => [name, tf.mul(gradient, scale)] as const);
    return { gradients: Object.fromEntries(clipped), norm, norms: tf.sqrt(tf.mul(halfSquares, 2)) } as never;
  });
}
