/** Work on tensors that leaves plain arrays. */
import { tf } from '@a2pd/tensor';

/** `tf.tidy` walks what it returns, every element of it: plain arrays must leave by another way. */
export function withoutLeaks<T>(fn: () => T): T {
  tf.engine().startScope('evaluate');
  try {
    return fn();
  } finally {
    tf.engine().endScope();
  }
}
