/**
 * The loop of every gradient attack with steps of a fixed length (Eq. 19): climb the objective by a step, clip to the pixel
 * bounds, project into the ball; in this order, as ART does. Pure and recordable: a whole run becomes one TensorFlow function.
 */
import { type Model, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ascent } from './ascent.js';
import type { Ball } from './ball.js';
import { lookAt } from './gradient.js';
import type { Objective, Situation } from './objective.js';

/** What is climbed, and how. */
export interface Climb {
  /** Whose logits the objective is of. */
  readonly model: Model;
  /** What grows from step to step, e.g. `crossEntropy` or `margin`. */
  readonly objective: Objective;
  /** Where the climb stays, e.g. `ballOf('linf', setting)`. */
  readonly ball: Ball;
  /**
   * Radius of the ball: in L-infinity the change of a pixel, in L2 the length of all changes; pixels are in [0, 1]. A float32
   * scalar where it changes from call to call of a compiled function.
   */
  readonly epsilon: number | Tensor;
  /** Length of a step, in the norm and the unit of `epsilon`. */
  readonly stepSize: number | Tensor;
  /** Share of the velocity that a step keeps (Dong et al. 2018); 0 follows the gradient alone. */
  readonly decay: number;
}

/** Where a climb has got to. */
export interface Position extends Ascent {
  readonly [name: string]: Tensor;
  /** float32[N, H, W, C] with decay, else whatever it was. */
  readonly velocity: Tensor;
}

/**
 * Takes so many steps up; may be part of a compiled function.
 * @param steps At least 1.
 * @param situation The clean observations, around which the ball lies, and the actions that the objective speaks of.
 * @param from Where to begin, float32[N, H, W, C] in [0, 1]: the clean observations, a random point, or the last position.
 * @param velocity float32, broadcast to the shape of `from`; a scalar 0 to begin with.
 * @returns The last position, in [0, 1] and in the ball; `evidence` is NaN or infinite where a loss or a gradient was.
 */
export function ascend(
  { model, objective, ball, epsilon, stepSize, decay }: Climb,
  steps: number,
  situation: Situation,
  from: Tensor4D,
  velocity: Tensor,
): Position {
  const project = ball.projectionAround(situation.clean, epsilon);
  const value = objective(situation);
  let position = { perturbed: from, velocity }; // s^k
  const evidence: Tensor[] = [];
  for (let step = 0; step < steps; step++) {
    const look = lookAt(model, value, position.perturbed);
    evidence.push(look.evidence);
    const speed = decay === 0 ? position.velocity : tf.add(tf.mul(position.velocity, decay), unitL1(look.gradient));
    const ahead = decay === 0 ? look.gradient : (speed as Tensor4D);
    position = {
      perturbed: project(tf.add(position.perturbed, tf.mul(ball.direction(ahead), stepSize))),
      velocity: speed,
    };
  }
  return { ...position, evidence: tf.addN(evidence) };
}

/** Below this a gradient counts as zero; in float32 still far from the smallest number. */
const smallestSize = 1e-30;

/** Each observation's gradient by the sum of its absolute values. */
function unitL1(gradient: Tensor4D): Tensor4D {
  const sizes = tf.sum<Tensor4D>(tf.abs(gradient), [1, 2, 3], true);
  return tf.div(gradient, tf.maximum(sizes, smallestSize));
}
