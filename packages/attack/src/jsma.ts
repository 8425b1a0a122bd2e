/**
 * Jacobian saliency map attack (Papernot et al. 2016) as ART defines it: towards a random wrong action, the two pixels of
 * the highest gradient each move by theta, again and again, until the target is hit, the share gamma of the pixels has been
 * touched, or no pixel can move. The whole batch goes in lockstep, each observation with its own state.
 */
import { Rng } from '@a2pd/core';
import {
  compile,
  inputGradient,
  type Model,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { boundedAttack } from './bounded-attack.js';
import type { AttackConfigOf } from './config.js';
import type { Ascent } from './gradient-ascent.js';
import { summedCrossEntropy } from './objective.js';

/** What is known of each observation between two iterations. */
interface State {
  [name: string]: Tensor;
  readonly perturbed: Tensor4D;
  /** float32[N, F]: 1 where the pixel has been changed. */
  readonly touched: Tensor2D;
  /** float32 scalar: how many observations this iteration changed. */
  readonly numActive: Tensor;
  readonly evidence: Tensor;
}

export function createJsma(config: AttackConfigOf<'jsma'>, model: Model): Attack {
  const iterate = compile('attack/jsma', (input: Tensor4D, touched: Tensor2D, targets: Tensor1D) =>
    nextState(config, model, input, touched, targets),
  );

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    const targets = tf.tensor1d(wrongActions(labels.dataSync<'int32'>(), model.numActions, seed), 'int32');
    let perturbed = tf.clone(clean);
    let touched: Tensor2D = tf.zeros([clean.shape[0], clean.size / clean.shape[0]]);
    let evidence: Tensor = tf.scalar(0);
    for (let isGoingOn = true; isGoingOn; ) {
      const next = iterate(perturbed, touched, targets);
      const total = tf.add(evidence, next.evidence);
      // A NaN gradient ranks nothing: without the second check the same two pixels would be moved for ever.
      isGoingOn = next.numActive.dataSync()[0]! > 0 && Number.isFinite(total.dataSync()[0]);
      tf.dispose([perturbed, touched, evidence, next.evidence, next.numActive]);
      perturbed = next.perturbed;
      touched = next.touched;
      evidence = total;
    }
    tf.dispose([targets, touched]);
    return { perturbed, evidence };
  }

  return boundedAttack(config, model, { generate, dispose: () => iterate.dispose() });
}

/** One iteration: a forward and a backward pass give both where the observations stand and where they should go. */
function nextState(
  { theta, gamma }: AttackConfigOf<'jsma'>,
  model: Model,
  input: Tensor4D,
  touched: Tensor2D,
  targets: Tensor1D,
): State {
  const [numObservations] = input.shape;
  const numPixels = input.size / numObservations;
  // The gradients of π(target) and of log π(target) rank the pixels alike; the logarithm does not underflow.
  let chosen: Tensor1D | undefined;
  const { value, gradient } = inputGradient((observed) => {
    const logits = model.logits(observed) as Tensor2D;
    // Of the same forward pass; kept, since inputGradient frees what its function makes.
    chosen = tf.keep(tf.cast(tf.argMax(logits, 1), 'int32') as Tensor1D);
    return tf.neg(summedCrossEntropy(logits, targets));
  }, input);
  const pixels = tf.reshape(input, [numObservations, numPixels]);
  const isMovable = theta > 0 ? tf.less(pixels, 1) : tf.greater(pixels, 0);
  const isAstray = tf.notEqual(chosen!, targets);
  tf.dispose(chosen);
  const hasBudget = tf.lessEqual(tf.mean(touched, 1), gamma);
  const isActive = tf.logicalAnd(tf.logicalAnd(isAstray, hasBudget), tf.any(isMovable, 1));

  const gains = tf.mul(tf.reshape(gradient, [numObservations, numPixels]), Math.sign(theta));
  const ranked = tf.where(isMovable, gains, tf.fill([numObservations, numPixels], Number.NEGATIVE_INFINITY));
  const { indices } = tf.topk(ranked, 2); // [N, 2]
  const isTopPixel = tf.sum(tf.oneHot(indices.toInt() as Tensor2D, numPixels, 1, 0, 'float32'), 1); // [N, F]
  const isMoved = tf.mul(isTopPixel, tf.reshape(tf.cast(isActive, 'float32'), [-1, 1]));
  const moved = tf.clipByValue(tf.add(pixels, tf.mul(isMoved, theta)), 0, 1);
  return {
    perturbed: tf.reshape(moved, input.shape),
    touched: tf.maximum(touched, isMoved),
    numActive: tf.sum(tf.cast(isActive, 'float32')),
    evidence: tf.add(value, tf.sum(gradient)),
  };
}

/** For each label another action, drawn evenly. */
function wrongActions(labels: Int32Array, numActions: number, seed: number): Int32Array {
  const rng = new Rng(seed);
  return labels.map((label) => (label + 1 + rng.integer(numActions - 1)) % numActions);
}
