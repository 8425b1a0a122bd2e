/** Any loss of logits and labels as Eq. 11 has it: its mean plus β times the norm of its Jacobian. */
import { type Tensor1D, type Tensor2D, tf } from '@a2pd/tensor';
import { type JacobianNorm, withJacobianNorm } from '../losses/jacobian.js';
import type { Objective } from './method.js';

/** @param losses float32[B, A], int32[B] -> float32[B], each from its own observation alone. */
export function jacobianRegularised(
  losses: (logits: Tensor2D, labels: Tensor1D) => Tensor1D,
  { beta, jacobian: norm }: { readonly beta: number; readonly jacobian: JacobianNorm },
): Objective {
  return (forward, { input, labels }) => {
    const { loss, jacobianNorm } = withJacobianNorm((observed) => losses(forward(observed), labels), input, norm);
    return tf.add(loss, tf.mul(jacobianNorm, beta));
  };
}
