import { tf } from './tf.js';

/** The id that the next tensor gets: TensorFlow.js numbers its tensors in the order they are made. */
export function nextTensorId(): number {
  return (tf.tidy(() => tf.scalar(0).id) as unknown as number) + 1;
}
