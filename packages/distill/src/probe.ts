/**
 * What validation looks at beside the trained loss, whatever the method: the student's logits, Eq. 12 and the norm of its
 * Jacobian at the method's own η (or the paper's, where it has none), and how much gradient an attacker by Eq. 19 would find.
 */
import { type AffineLayer, boundedLogits, smallestLead } from '@a2pd/bounds';
import { inputGradient, negativeLogProbability, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { sampleNorms } from './losses/jacobian.js';
import { pgmLoss } from './losses/losses.js';
import type { Batch, Forward } from './methods/method.js';

/** Of B observations, on the host. */
export interface Probe {
  /** float32[B, A]. */
  readonly logits: Float32Array;
  /** float32[B], Eq. 12; undefined with fewer than three actions. */
  readonly pgmLosses: Float32Array | undefined;
  /** float32[B], ‖∂L_pgm/∂s‖. */
  readonly jacobianNorms: Float32Array | undefined;
  /** float32[B], the largest |∂H/∂pixel| of the cross-entropy with aT. */
  readonly largestGradients: Float32Array;
  /** float32[B], lower bounds of the student's own lead within the radius; undefined of a method that proves none. */
  readonly smallestLeads: Float32Array | undefined;
}

/** η where the method has none of its own. */
export const paperEta = 1 / 3;

/** The tensors of a probe by their names there; recordable. */
export function probe(
  forward: Forward,
  { input, labels }: Batch,
  eta: number,
  numActions: number,
): Record<string, Tensor> {
  const attacked = inputGradient(
    (observed) => tf.sum(negativeLogProbability(forward(observed as Tensor4D), labels)),
    input,
  );
  const always = {
    logits: forward(input),
    largestGradients: tf.max(tf.abs(attacked.gradient), [1, 2, 3]),
  };
  if (numActions < 3) return always;
  const ofPgm = inputGradient((observed) => tf.sum(pgmLoss(forward(observed as Tensor4D), labels, eta)), input);
  return {
    ...always,
    pgmLosses: pgmLoss(forward(input), labels, eta),
    jacobianNorms: sampleNorms(ofPgm.gradient as Tensor4D),
  };
}

/**
 * How far the student's own action is sure to lead anywhere in the ball, by intervals without rounding; above 0 where it is
 * proved but for rounding, for which `certify` accounts.
 * @returns float32[B]
 */
export function smallestLeads(
  forward: Forward,
  layers: readonly AffineLayer[],
  input: Tensor4D,
  radius: number,
): Tensor1D {
  const actions = tf.argMax(forward(input), 1).toInt() as Tensor1D;
  const { leads } = boundedLogits(layers, input, actions, tf.scalar(radius));
  return smallestLead(leads, actions);
}
