import { compile, type Tensor, tf } from '@a2pd/tensor';
import { millisecondsEach } from '../rounds.js';

const calls = 2000;

export interface CallOverhead {
  /** Microseconds a call of a compiled function of one operation on one number. */
  compiled(): number;
  /** The same operation as TensorFlow.js runs it. */
  direct(): number;
  dispose(): void;
}

export function createCallOverhead(): CallOverhead {
  const one = tf.scalar(1);
  const negate = compile('bench/one', (x: Tensor) => tf.neg(x));
  const microsecondsEach = (call: (x: Tensor) => Tensor) => 1000 * millisecondsEach(calls, () => call(one).dispose());
  return {
    compiled: () => microsecondsEach(negate),
    direct: () => microsecondsEach((x) => tf.neg(x)),
    dispose() {
      negate.dispose();
      one.dispose();
    },
  };
}
