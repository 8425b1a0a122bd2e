/** One look at the model: what it says, how far it is astray, and where up is, of one forward and one backward pass. */
import { inputGradient, type Model, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';

export interface Look {
  /** float32[N, A]. */
  readonly logits: Tensor2D;
  /** float32[N], the objective. */
  readonly values: Tensor1D;
  /** float32[N, H, W, C]: each observation's own, whatever N is. */
  readonly gradient: Tensor4D;
  /** float32 scalar, finite exactly when the objective and its gradient are. */
  readonly evidence: Tensor;
}

/** @param objective a function of logits as `Objective` prepares it. @param input float32[N, H, W, C]. Recordable. */
export function lookAt(model: Model, objective: (logits: Tensor2D) => Tensor1D, input: Tensor4D): Look {
  const kept: Tensor[] = [];
  const { value, gradient } = inputGradient((observed) => {
    const logits = model.logits(observed) as Tensor2D;
    const values = objective(logits);
    // inputGradient frees what its function makes.
    kept.push(tf.keep(logits), tf.keep(values));
    return tf.sum(values);
  }, input);
  const [logits, values] = kept.map((tensor) => tf.clone(tensor)) as [Tensor2D, Tensor1D];
  tf.dispose(kept);
  // TensorFlow's sign(NaN) is 0 on some machines: without the sum a NaN gradient would pass for a flat one.
  return { logits, values, gradient: gradient as Tensor4D, evidence: tf.add(value, tf.sum(gradient)) };
}
