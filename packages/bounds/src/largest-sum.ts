/** How large a network's sums can become, whatever it is shown: what could overflow is not what bounds take it for. */
import { matMul, type Tensor, tf } from '@a2pd/tensor';
import type { AffineLayer } from './network.js';

/**
 * Every partial sum of every layer, in any order and for any input in [0, 1], is at most this large; infinite where that cannot
 * be said in float32.
 */
export function largestSum(layers: readonly AffineLayer[]): number {
  return tf.tidy(() => {
    let inputs: Tensor | undefined; // float32[1, channels or units], the largest magnitude of each
    const sums = layers.map(({ kernel, bias, parts }) => {
      const kernelSize = parts?.kernelSize ?? tf.abs(kernel);
      const outputs = kernel.shape.at(-1)!;
      // A convolution sees a patch; all of its pixels may be as large.
      const weights = kernel.rank === 4 ? tf.sum(kernelSize, [0, 1]) : kernelSize; // [inputs, outputs]
      const given = inputs ?? tf.ones([1, weights.shape[0]!]);
      // Of an image that is flattened before a dense layer the channels lie side by side, pixel by pixel.
      const each = tf.tile(given, [1, weights.shape[0]! / given.shape[1]!]);
      inputs = tf.add(matMul(each, tf.reshape(weights, [-1, outputs])), parts?.biasSize ?? tf.abs(bias));
      return tf.max(inputs);
    });
    // What comes after an infinite one may be NaN.
    return Math.max(0, ...sums.map((sum) => sum.dataSync()[0]!).filter((sum) => !Number.isNaN(sum)));
  });
}
