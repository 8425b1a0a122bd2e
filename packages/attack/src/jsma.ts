/**
 * Jacobian saliency map attack (Papernot et al. 2016) as ART defines it: towards a random wrong action, the two pixels of
 * the highest gradient each move by theta, again and again, until the target is hit, the share gamma of the pixels has been
 * touched, or no pixel can move. The whole batch goes in lockstep, each observation with its own state.
 */
import { Rng } from '@a2pd/core';
import { compile, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ascent } from './ascent.js';
import type { AttackConfigOf } from './config.js';
import { lookAt } from './gradient.js';
import { newestFrameMask } from './newest-frame.js';
import { targetLogProbability } from './objective.js';
import type { Perturbation, Setting } from './setting.js';

/** What is known of N observations of F pixels between two iterations. */
interface State {
  [name: string]: Tensor;
  readonly perturbed: Tensor4D;
  /** float32[N * F]: 1 where the pixel has been changed. */
  readonly touched: Tensor1D;
  /** float32[N]: how many pixels of each observation have been changed. */
  readonly numTouched: Tensor1D;
}

interface NextState extends State {
  /** float32 scalar: how many observations this iteration changed. */
  readonly numActive: Tensor;
  readonly evidence: Tensor;
}

export function createJsma(config: AttackConfigOf<'jsma'>, setting: Setting): Perturbation {
  const { model } = setting;
  const iterate = compile(
    'attack/jsma',
    (perturbed: Tensor4D, touched: Tensor1D, numTouched: Tensor1D, targets: Tensor1D) =>
      nextState(config, setting, { perturbed, touched, numTouched }, targets),
  );

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    const targets = tf.tensor1d(wrongActions(labels.dataSync<'int32'>(), model.numActions, seed), 'int32');
    let perturbed = tf.clone(clean);
    let touched: Tensor1D = tf.zeros([clean.size]);
    let numTouched: Tensor1D = tf.zeros([clean.shape[0]]);
    let evidence: Tensor = tf.scalar(0);
    for (let isGoingOn = true; isGoingOn; ) {
      const next = iterate(perturbed, touched, numTouched, targets);
      const total = tf.add(evidence, next.evidence);
      // A NaN gradient ranks nothing: without the second check the same two pixels would be moved for ever.
      isGoingOn = next.numActive.dataSync()[0]! > 0 && Number.isFinite(total.dataSync()[0]);
      tf.dispose([perturbed, touched, numTouched, evidence, next.evidence, next.numActive]);
      ({ perturbed, touched, numTouched } = next);
      evidence = total;
    }
    tf.dispose([targets, touched, numTouched]);
    return { perturbed, evidence };
  }

  return { generate, dispose: () => iterate.dispose() };
}

/**
 * One iteration: a forward and a backward pass give both where the observations stand and where they should go. Of the
 * pixels only the two that move are read and written.
 */
function nextState(
  { theta, gamma }: AttackConfigOf<'jsma'>,
  { model, frames }: Setting,
  { perturbed, touched, numTouched }: State,
  targets: Tensor1D,
): NextState {
  const [numObservations] = perturbed.shape;
  const numPixels = perturbed.size / numObservations;
  const objective = targetLogProbability({ clean: perturbed, labels: targets, targets });
  const { logits, gradient, evidence } = lookAt(model, objective, perturbed);
  const isAstray = tf.notEqual(tf.cast(tf.argMax(logits, 1), 'int32'), targets);

  const hasRoom = theta > 0 ? tf.less(perturbed, 1) : tf.greater(perturbed, 0);
  const isMovable = frames === 'all' ? hasRoom : tf.logicalAnd(hasRoom, tf.cast(newestFrameMask(perturbed), 'bool'));
  const nowhere = tf.fill(perturbed.shape, Number.NEGATIVE_INFINITY);
  const ranked = tf.where(isMovable, theta > 0 ? gradient : tf.neg(gradient), nowhere);
  const { values, indices } = tf.topk(tf.reshape(ranked, [numObservations, numPixels]), 2); // [N, 2]
  const canMove = tf.greater(tf.max(values, 1), Number.NEGATIVE_INFINITY);
  const hasBudget = tf.lessEqual(tf.div(numTouched, numPixels), gamma);
  const isActive = tf.cast(tf.logicalAnd(tf.logicalAnd(isAstray, hasBudget), canMove), 'float32'); // [N]

  const rows = tf.mul(tf.range(0, numObservations, 1, 'int32'), tf.scalar(numPixels, 'int32'));
  const places = tf.reshape(tf.add(indices.toInt(), tf.reshape(rows, [-1, 1])), [-1, 1]); // [2N, 1], in N * F
  const moves = tf.reshape(tf.stack([isActive, isActive], 1), [-1]); // [2N]
  const flat = tf.reshape(perturbed, [-1]);
  const moved = tf.clipByValue(tf.add(tf.gatherND(flat, places), tf.mul(moves, theta)), 0, 1);
  const wereTouched = tf.gatherND(touched, places);
  const newlyTouched = tf.sum(tf.reshape(tf.mul(moves, tf.sub(1, wereTouched)), [-1, 2]), 1); // [N]
  return {
    perturbed: tf.reshape(tf.tensorScatterUpdate(flat, places, moved), perturbed.shape),
    touched: tf.tensorScatterUpdate(touched, places, tf.maximum(wereTouched, moves)) as Tensor1D,
    numTouched: tf.add(numTouched, newlyTouched),
    numActive: tf.sum(isActive),
    evidence,
  };
}

/** For each label another action, drawn evenly: the targets that a seed stands for. */
export function wrongActions(labels: Int32Array, numActions: number, seed: number): Int32Array {
  const rng = new Rng(seed);
  return labels.map((label) => (label + 1 + rng.integer(numActions - 1)) % numActions);
}
