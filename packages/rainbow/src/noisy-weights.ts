/**
 * The weights that one draw of noise makes of a noisy network (Fortunato et al., 2018, equation 9), as those of a plain one.
 * Forming them costs two passes over them, and then each layer is one matrix product instead of two: it pays where the
 * same noise serves several batches or a gradient.
 */
import { type Tensor, tf, type Weights } from '@a2pd/tensor';
import type { NetworkNoise } from './noise.js';

/**
 * W = Wμ + Wσ∘(εin εoutᵀ) and b = bμ + bσ∘εout of each layer; all other weights as they are. Recordable, differentiable
 * with respect to means and sigmas.
 * @param noise of one row, shared by the whole batch.
 */
export function noisyWeights(weights: Weights, noise: NetworkNoise): Weights {
  const formed: Record<string, Tensor> = { ...weights };
  for (const [name, { input, output }] of Object.entries(noise)) {
    const kernelNoise = tf.mul(tf.reshape(input, [-1, 1]), output); // εin εoutᵀ
    const deviate = (weight: string, noise: Tensor) =>
      tf.add(weights[`${name}.${weight}`]!, tf.mul(weights[`${name}.${weight}Sigma`]!, noise));
    formed[`${name}.kernel`] = deviate('kernel', kernelNoise);
    formed[`${name}.bias`] = deviate('bias', tf.squeeze(output, [0]));
  }
  return formed;
}
