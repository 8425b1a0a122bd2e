/** An attack on some observations of a batch: the others stay as they are, and cost nothing. */
import { type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Attack } from './attack.js';

/**
 * @param input float32[N, H, W, C].
 * @param labels int32[N].
 * @param rows Of the observations that are attacked. What is random is drawn for them alone.
 * @returns float32[N, H, W, C], owned by the caller.
 * @throws A2pdError as `Attack.perturb`.
 */
export function perturbRows(
  attack: Pick<Attack, 'perturb'>,
  input: Tensor4D,
  labels: Tensor1D,
  rows: readonly number[],
  seed: number,
): Tensor4D {
  const batchSize = input.shape[0];
  if (rows.length === 0) return tf.clone(input);
  if (rows.length === batchSize) return attack.perturb(input, labels, seed);
  return tf.tidy(() => {
    const indices = tf.tensor1d(filledUp(rows, batchSize), 'int32');
    const shown = attack.perturb(tf.gather(input, indices), tf.gather(labels, indices), seed);
    const places = tf.tensor2d([...rows], [rows.length, 1], 'int32');
    return tf.tensorScatterUpdate(input, places, tf.slice(shown, 0, rows.length)) as Tensor4D;
  });
}

/** The rows, the last one again and again up to a power of two, so that few sizes are compiled. */
function filledUp(rows: readonly number[], largest: number): Int32Array {
  const size = Math.min(largest, 2 ** Math.ceil(Math.log2(rows.length)));
  return Int32Array.from({ length: size }, (_, i) => rows[Math.min(i, rows.length - 1)]!);
}
