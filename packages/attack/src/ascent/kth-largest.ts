/** Order statistics with a gradient, which TensorFlow.js's own topk lacks. */
import { customGradient, type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';

/**
 * The k-th largest entry of each row, k from 1; its gradient is 1 at that entry and 0 elsewhere.
 * @param rows float32[N, A]
 * @returns float32[N]
 */
export function kthLargest(rows: Tensor2D, k: number): Tensor1D {
  const select = customGradient<Tensor2D, Tensor1D>((given, save) => {
    const { indices } = tf.topk(given, k);
    const index = tf.reshape(tf.slice(indices, [0, k - 1], [-1, 1]), [-1]).toInt() as Tensor1D;
    const isSelected = tf.oneHot(index, rows.shape[1], 1, 0, 'float32');
    save([isSelected]);
    return {
      value: tf.sum(tf.mul(given, isSelected), 1),
      gradFunc: (upstream, saved) => tf.mul(tf.reshape(upstream, [-1, 1]), saved[0]!),
    };
  });
  return select(rows);
}
