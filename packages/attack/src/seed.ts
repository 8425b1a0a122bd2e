/** Seeds cross into a recorded function as a tensor: a number would become a constant of the recording. */
import { type Tensor, tf } from '@a2pd/tensor';

/**
 * Calls `use` with the seed of the `stream`th independent draw under `seed`, as int32[2], and frees it afterwards.
 * Results keep their owner.
 */
export function withSeed<Result>(seed: number, stream: number, use: (seed: Tensor) => Result): Result {
  const seedTensor = tf.tensor1d([seed | 0, (Math.floor(seed / 2 ** 32) ^ (stream << 8)) | 0], 'int32');
  try {
    return use(seedTensor);
  } finally {
    seedTensor.dispose();
  }
}
