/**
 * The loop of every iterated gradient attack (Eq. 19): climb the loss by a step, clip to the pixel bounds, project into
 * the ball; in this order, as ART does. Pure and recordable: a whole run becomes one TensorFlow function.
 */
import { inputGradient, type Model, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ball } from './ball.js';
import { summedCrossEntropy } from './objective.js';

export interface Climb {
  readonly model: Model;
  readonly ball: Ball;
  readonly epsilon: number;
  readonly stepSize: number;
}

/** A perturbed batch, and a float32 scalar that is finite exactly when every loss and gradient on the way was. */
export interface Ascent {
  readonly perturbed: Tensor4D;
  readonly evidence: Tensor;
}

/**
 * @param clean float32[N, H, W, C], the centre of the ball
 * @param start float32[N, H, W, C], where to begin
 * @param labels int32[N]
 */
export function ascend(
  { model, ball, epsilon, stepSize }: Climb,
  steps: number,
  clean: Tensor4D,
  start: Tensor4D,
  labels: Tensor1D,
): Ascent {
  const project = ball.projectionAround(clean, epsilon);
  let perturbed = start; // s^k
  const evidence: Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const { value, gradient } = inputGradient(
      (input) => summedCrossEntropy(model.logits(input) as Tensor2D, labels),
      perturbed,
    );
    // TensorFlow's sign(NaN) is 0 on some machines: without the sum a NaN gradient would pass for a flat one.
    evidence.push(value, tf.sum(gradient));
    perturbed = project(tf.add(perturbed, tf.mul(ball.direction(gradient as Tensor4D), stepSize)));
  }
  return { perturbed, evidence: tf.addN(evidence) };
}
