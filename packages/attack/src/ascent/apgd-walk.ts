/** The inside of auto-PGD: where each observation stands, and one step of all of them (Croce & Hein 2020, Algorithm 1). */
import { type Model, type Scalar, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ball } from './ball.js';
import { lookAt } from './gradient.js';
import type { Objective, Situation } from './objective.js';
import { choose } from './restarts.js';

export interface Slope {
  readonly model: Model;
  readonly objective: Objective;
  /** Above 0 where the attack has succeeded. */
  readonly judge: Objective;
  readonly ball: Ball;
  readonly epsilon: number;
}

/** All that one step hands to the next. */
export interface Walk {
  readonly [name: string]: Tensor;
  /** x^k and x^(k-1), float32[N, H, W, C]. */
  readonly perturbed: Tensor4D;
  readonly previous: Tensor4D;
  /** Of the objective f at x^k: float32[N] and float32[N, H, W, C]. */
  readonly value: Tensor1D;
  readonly gradient: Tensor4D;
  /** x_max, where f was highest so far. */
  readonly best: Tensor4D;
  readonly bestGradient: Tensor4D;
  readonly bestValue: Tensor1D;
  /** η, float32[N]. */
  readonly stepSize: Tensor1D;
  /** How often f has risen since the last checkpoint, float32[N]. */
  readonly rises: Tensor1D;
  /** f_max at the last checkpoint, and whether η was halved there (1 or 0): float32[N]. */
  readonly checkpointValue: Tensor1D;
  readonly wasHalved: Tensor1D;
  /** The point of the largest margin so far. */
  readonly found: Tensor4D;
  readonly foundMargin: Tensor1D;
  readonly evidence: Tensor;
}

/** The names of a walk's tensors, in the order in which they are handed on. */
export const walkNames = [
  ...['perturbed', 'previous', 'value', 'gradient', 'best', 'bestGradient', 'bestValue', 'stepSize', 'rises'],
  ...['checkpointValue', 'wasHalved', 'found', 'foundMargin', 'evidence'],
] as const satisfies readonly (keyof Walk)[];

/** What changes from step to step whatever the observations do; float32 scalars. */
export interface Pace {
  /** α: how much of a step follows the gradient; the rest goes on as before. */
  readonly gradientShare: Scalar;
  /** 1 at a checkpoint, else 0. */
  readonly isCheckpoint: Scalar;
  /** With fewer rises or as many since the last checkpoint, the step is too long. */
  readonly risesWanted: Scalar;
}

/** The walk before its first step. */
export function beginWalk({ model, objective, judge, epsilon }: Slope, situation: Situation, start: Tensor4D): Walk {
  const { logits, values, gradient, evidence } = lookAt(model, objective(situation), start);
  const zeros = tf.zerosLike(values);
  return {
    ...{ perturbed: start, previous: start, value: values, gradient },
    ...{ best: start, bestGradient: gradient, bestValue: values },
    ...{ stepSize: tf.fill(values.shape, 2 * epsilon), rises: zeros, checkpointValue: values, wasHalved: zeros },
    ...{ found: start, foundMargin: judge(situation)(logits), evidence },
  };
}

/** One step of every observation. Recordable. */
export function stepWalk(
  { model, objective, judge, ball, epsilon }: Slope,
  situation: Situation,
  walk: Walk,
  pace: Pace,
): Walk {
  const { perturbed, previous } = walk;
  const { gradientShare, isCheckpoint, risesWanted } = pace;
  const project = ball.projectionAround(situation.clean, epsilon);

  const stride = tf.mul(ball.direction(walk.gradient), tf.reshape(walk.stepSize, [-1, 1, 1, 1]));
  const ahead = tf.sub(project(tf.add(perturbed, stride)), perturbed);
  const onwards = tf.sub(perturbed, previous);
  const drift = tf.add(tf.mul(ahead, gradientShare), tf.mul(onwards, tf.sub(1, gradientShare)));
  const moved = project(tf.add(perturbed, drift));

  const look = lookAt(model, objective(situation), moved);
  const isBest = tf.greater(look.values, walk.bestValue) as Tensor1D;
  const best = choose(isBest, moved, walk.best);
  const bestGradient = choose(isBest, look.gradient, walk.bestGradient);
  const bestValue = tf.maximum(look.values, walk.bestValue) as Tensor1D;
  const lead = judge(situation)(look.logits);
  const rises = tf.add<Tensor1D>(walk.rises, tf.cast(tf.greater(look.values, walk.value), 'float32'));

  const oscillates = tf.lessEqual(rises, risesWanted); // condition 1
  const isStuck = tf.logicalAnd(tf.equal(walk.wasHalved, 0), tf.greaterEqual(walk.checkpointValue, bestValue)); // condition 2
  const isDue = tf.greater(tf.add(tf.zerosLike(rises), isCheckpoint), 0) as Tensor1D;
  const goesBack = tf.logicalAnd(isDue, tf.logicalOr(oscillates, isStuck)) as Tensor1D;
  const halved = tf.cast(goesBack, 'float32') as Tensor1D;
  return {
    perturbed: choose(goesBack, best, moved),
    previous: perturbed,
    value: look.values,
    gradient: choose(goesBack, bestGradient, look.gradient),
    ...{ best, bestGradient, bestValue },
    stepSize: tf.mul(walk.stepSize, tf.sub(1, tf.mul(halved, 0.5))),
    rises: tf.where(isDue, tf.zerosLike(rises), rises),
    checkpointValue: tf.where(isDue, bestValue, walk.checkpointValue),
    wasHalved: tf.where(isDue, halved, walk.wasHalved),
    found: choose(tf.greater(lead, walk.foundMargin) as Tensor1D, moved, walk.found),
    foundMargin: tf.maximum(lead, walk.foundMargin),
    evidence: tf.add(walk.evidence, look.evidence),
  };
}

/** Share of the steps since the last checkpoint in which f must have risen. */
const wantedRiseShare = 0.75;
const usualGradientShare = 0.75;

/** What each of `steps` steps is given: checkpoints come closer together, as the paper's Section 3.1 spaces them. */
export function* paces(steps: number): Generator<{ [Name in keyof Pace]: number }> {
  const atLeastOne = (share: number) => Math.max(1, Math.floor(share * steps));
  let interval = atLeastOne(0.22);
  let sinceCheckpoint = 0;
  for (let step = 0; step < steps; step++) {
    sinceCheckpoint++;
    const isCheckpoint = sinceCheckpoint === interval;
    yield {
      gradientShare: step === 0 ? 1 : usualGradientShare,
      isCheckpoint: isCheckpoint ? 1 : 0,
      risesWanted: wantedRiseShare * interval,
    };
    if (isCheckpoint) {
      sinceCheckpoint = 0;
      interval = Math.max(interval - atLeastOne(0.03), atLeastOne(0.06));
    }
  }
}
