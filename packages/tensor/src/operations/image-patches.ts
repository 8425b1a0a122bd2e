import { attribute, execute, float32 } from '../execute.js';
import { type Tensor, type Tensor4D, tf } from '../tf.js';

/**
 * Cuts the squares out of x[N, height, width, channels] that a convolution without padding sees.
 * @returns float32[N * places, size * size * channels], places row by row; not differentiable
 */
export function imagePatches(x: Tensor4D, size: number, stride: number): Tensor {
  const sides = (name: string, side: number) => attribute.ints(name, [1, side, side, 1]);
  const attributes = [float32, sides('ksizes', size), sides('strides', stride), sides('rates', 1)];
  return tf.tidy(() => {
    const patches = execute('ExtractImagePatches', [...attributes, attribute.string('padding', 'VALID')], [x]);
    return tf.reshape(patches, [-1, size * size * x.shape[3]]);
  });
}
