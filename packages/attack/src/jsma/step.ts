/**
 * One iteration of JSMA as ART defines it, for a batch in lockstep: a forward and a backward pass say where the observations
 * stand and where they should go, and of the pixels only the two that move are written. Recordable.
 */
import { type Model, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { lookAt } from '../ascent/gradient.js';
import { targetLogProbability } from '../ascent/objective.js';
import { newestFrameMask } from '../newest-frame.js';
import type { Frames } from '../setting.js';
import { mostTouchedBefore } from './budget.js';
import type { JsmaConfig } from './options.js';

/** What is known of N observations of F pixels between two iterations. */
export interface JsmaState {
  readonly [name: string]: Tensor;
  readonly perturbed: Tensor4D;
  /** int32[N]. */
  readonly targets: Tensor1D;
  /** float32[N, F]: infinite where a pixel cannot move, else 0. */
  readonly blocked: Tensor2D;
  /** float32[N, F]: 1 where the pixel has been changed. */
  readonly touched: Tensor2D;
  /** float32[N]: how many pixels of each observation have been changed. */
  readonly numTouched: Tensor1D;
  /** float32[N]: 1 where the last iteration changed something. */
  readonly isActive: Tensor1D;
  readonly evidence: Tensor;
}

export const jsmaStateNames = [
  ...['perturbed', 'targets', 'blocked', 'touched', 'numTouched', 'isActive', 'evidence'],
] as const satisfies readonly (keyof JsmaState)[];

export function beginJsma({ theta }: JsmaConfig, frames: Frames, clean: Tensor4D, targets: Tensor1D): JsmaState {
  const numObservations = clean.shape[0];
  const free = movable(theta, frames, clean);
  const blocked = tf.where(free, tf.zerosLike(clean), tf.fill(clean.shape, Number.POSITIVE_INFINITY));
  return {
    perturbed: clean,
    targets,
    blocked: tf.reshape(blocked, [numObservations, -1]),
    touched: tf.zerosLike(tf.reshape(clean, [numObservations, -1])) as Tensor2D,
    numTouched: tf.zeros([numObservations]),
    isActive: tf.ones([numObservations]),
    evidence: tf.scalar(0),
  };
}

/** bool[N, H, W, C]: pixels that are an attack's and have room in its direction. */
function movable(theta: number, frames: Frames, pixels: Tensor4D): Tensor {
  const hasRoom = theta > 0 ? tf.less(pixels, 1) : tf.greater(pixels, 0);
  return frames === 'all' ? hasRoom : tf.logicalAnd(hasRoom, tf.cast(newestFrameMask(pixels), 'bool'));
}

export function stepJsma({ theta, gamma }: JsmaConfig, model: Model, state: JsmaState): JsmaState {
  const { perturbed, targets, blocked, touched, numTouched } = state;
  const [numObservations] = perturbed.shape;
  const numPixels = perturbed.size / numObservations;
  const towards = targetLogProbability({ clean: perturbed, labels: targets, targets });
  // Darkening pixels climbs by those of the lowest gradient: the highest of the negative.
  const { logits, gradient, evidence } = lookAt(model, theta > 0 ? towards : (z) => tf.neg(towards(z)), perturbed);
  const isAstray = tf.notEqual(tf.cast(tf.argMax(logits, 1), 'int32'), targets);

  const ranked = tf.sub<Tensor2D>(tf.reshape(gradient, [numObservations, numPixels]), blocked);
  const { places, secondBest } = topTwo(ranked); // [2N, 2], rows and pixels; [N]
  const canMove = tf.greater(secondBest, Number.NEGATIVE_INFINITY);
  const hasBudget = tf.lessEqual(numTouched, mostTouchedBefore(gamma, numPixels));
  const isActive = tf.cast(tf.logicalAnd(tf.logicalAnd(isAstray, hasBudget), canMove), 'float32') as Tensor1D;

  const moves = tf.concat([isActive, isActive]); // [2N]
  const flat = tf.reshape(perturbed, [numObservations, numPixels]);
  const moved = tf.clipByValue(tf.add(tf.gatherND(flat, places), tf.mul(moves, theta)), 0, 1);
  const isAtEnd = theta > 0 ? tf.greaterEqual(moved, 1) : tf.lessEqual(moved, 0);
  const wereBlocked = tf.gatherND(blocked, places);
  const wereTouched = tf.gatherND(touched, places);
  const newlyTouched = tf.sum(tf.reshape(tf.mul(moves, tf.sub(1, wereTouched)), [2, numObservations]), 0); // [N]
  const nowBlocked = tf.where(isAtEnd, tf.fill([2 * numObservations], Number.POSITIVE_INFINITY), wereBlocked);
  return {
    perturbed: tf.reshape(tf.tensorScatterUpdate(flat, places, moved), perturbed.shape),
    targets,
    blocked: tf.tensorScatterUpdate(blocked, places, nowBlocked) as Tensor2D,
    touched: tf.tensorScatterUpdate(touched, places, tf.maximum(wereTouched, moves)) as Tensor2D,
    numTouched: tf.add(numTouched, newlyTouched),
    isActive,
    evidence: tf.add(state.evidence, evidence),
  };
}

/**
 * The places [2N, 2] of each row's highest entry and then of each row's second highest, and the second highest entries [N].
 * Two scans are five times faster than TensorFlow's topk.
 */
function topTwo(ranked: Tensor2D): { places: Tensor2D; secondBest: Tensor1D } {
  const numRows = ranked.shape[0];
  const rows = tf.range(0, numRows, 1, 'int32');
  const placesOf = (columns: Tensor) => tf.stack([rows, tf.cast(columns, 'int32')], 1) as Tensor2D; // [N, 2]
  const first = placesOf(tf.argMax(ranked, 1));
  const lowest = tf.fill([numRows], Number.NEGATIVE_INFINITY);
  const second = placesOf(tf.argMax(tf.tensorScatterUpdate(ranked, first, lowest), 1));
  return { places: tf.concat([first, second]), secondBest: tf.gatherND(ranked, second) as Tensor1D };
}
