/** From a loss's name to the scalar that training minimises, for A2PD and every baseline on the same footing. */
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import type { LossConfig } from './config.js';
import { type JacobianNorm, withJacobianNorm } from './jacobian.js';
import { crossEntropy, klDivergence, pgmLoss } from './losses.js';

export interface Batch {
  /** float32[B, 84, 84, 4] in [0, 1]; attacked already where the loss says so. */
  readonly input: Tensor4D;
  /** int32[B]: aT. */
  readonly labels: Tensor1D;
  /** float32[B, A]: the teacher's. */
  readonly qValues: Tensor2D;
}

/** float32[B, 84, 84, 4] -> float32[B, A]. */
type Forward = (input: Tensor4D) => Tensor2D;

/** The batch's loss: a float32 scalar, recordable, differentiable with respect to whatever `forward` reads. */
export type Objective = (forward: Forward, batch: Batch) => Tensor;

/** @param datasetTemperature For the losses that use prescriptions and name no temperature of their own. */
export function createObjective(loss: LossConfig, datasetTemperature: number): Objective {
  switch (loss.name) {
    case 'a2pd':
      return regularised((logits, labels) => pgmLoss(logits, labels, loss.eta), loss.beta, loss.jacobian);
    case 'pgm':
      return (forward, { input, labels }) => tf.mean(pgmLoss(forward(input), labels, loss.eta));
    case 'kl': {
      const temperature = loss.temperature ?? datasetTemperature;
      return (forward, { input, qValues }) =>
        tf.mean(klDivergence(forward(input), tf.softmax(tf.div(qValues, temperature))));
    }
    case 'cross-entropy+jr':
      return regularised(crossEntropy, loss.beta, loss.jacobian);
    case 'cross-entropy':
    case 'fgsm':
    case 'pgd':
      return (forward, { input, labels }) => tf.mean(crossEntropy(forward(input), labels));
  }
}

/** Eq. 11: the loss plus β times the norm of its Jacobian. */
function regularised(
  losses: (logits: Tensor2D, labels: Tensor1D) => Tensor1D,
  beta: number,
  norm: JacobianNorm,
): Objective {
  return (forward, { input, labels }) => {
    const { loss, jacobianNorm } = withJacobianNorm((observed) => losses(forward(observed), labels), input, norm);
    return tf.add(loss, tf.mul(jacobianNorm, beta));
  };
}
