/**
 * JSMA by pairs (Papernot et al. 2016, Algorithm 3): on logits, as the paper recommends, the two pixels whose common push helps
 * the target and hurts the others most. Ends where ART's form does, and where no pair helps. The search runs on the host; ART's
 * form is the fast one.
 */
import {
  compile,
  entryOf,
  inputGradient,
  type Model,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import type { Ascent } from '../ascent/ascent.js';
import type { Perturbation, Setting } from '../setting.js';
import { bestPair } from './best-pair.js';
import { mostTouchedBefore } from './budget.js';
import type { JsmaConfig } from './options.js';
import { targetsOf } from './targets.js';

export function createPairJsma({ theta, gamma }: JsmaConfig, setting: Setting): Perturbation {
  const { model, frames } = setting;
  const look = compile('attack/jsma/slopes', (perturbed: Tensor4D, targets: Tensor1D) =>
    slopes(model, perturbed, targets),
  );

  function generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    const [numObservations, , , channels] = clean.shape;
    const numPixels = clean.size / numObservations;
    const targets = targetsOf(labels, setting, seed);
    const pixels = clean.dataSync<'float32'>().slice();
    const touched = Array.from({ length: numObservations }, () => new Set<number>());
    const canGoOn = touched.map(() => true);
    let evidence = 0;

    /** Moves the best pair of an observation; whether there was one. */
    function move(n: number, target: Float32Array, others: Float32Array): boolean {
      const own = pixels.subarray(n * numPixels, (n + 1) * numPixels);
      const isMovable = Uint8Array.from(own, (pixel, i) =>
        (theta > 0 ? pixel < 1 : pixel > 0) && (frames === 'all' || i % channels === channels - 1) ? 1 : 0,
      );
      const of = (all: Float32Array) => all.subarray(n * numPixels, (n + 1) * numPixels);
      const pair = bestPair({ target: of(target), others: of(others) }, isMovable, theta > 0 ? 1 : -1);
      for (const pixel of pair ?? []) {
        own[pixel] = Math.min(1, Math.max(0, own[pixel]! + theta));
        touched[n]!.add(pixel);
      }
      return pair !== undefined;
    }

    while (canGoOn.includes(true)) {
      const input = tf.tensor4d(pixels, clean.shape);
      const targetTensor = tf.tensor1d(targets, 'int32');
      const seen = look(input, targetTensor);
      const [actions, target, others] = [seen.actions, seen.target, seen.others].map((tensor) => tensor.dataSync());
      evidence += seen.evidence.dataSync()[0]!;
      tf.dispose([input, targetTensor, ...Object.values(seen)]);
      if (!Number.isFinite(evidence)) break;
      for (let n = 0; n < numObservations; n++) {
        const isAstray = actions![n] !== targets[n];
        const hasBudget = touched[n]!.size <= mostTouchedBefore(gamma, numPixels);
        canGoOn[n] &&= isAstray && hasBudget && move(n, target as Float32Array, others as Float32Array);
      }
    }
    return { perturbed: tf.tensor4d(pixels, clean.shape), evidence: tf.scalar(evidence) };
  }

  return { generate, dispose: () => look.dispose() };
}

/** Two cotangents of one network: that of the target's logit, and that of all the others. */
function slopes(model: Model, perturbed: Tensor4D, targets: Tensor1D) {
  const logitsOf = (input: Tensor) => model.logits(input) as Tensor2D;
  const target = inputGradient((input) => tf.sum(entryOf(logitsOf(input), targets)), perturbed);
  const others = inputGradient((input) => {
    const logits = logitsOf(input);
    return tf.sub(tf.sum(logits), tf.sum(entryOf(logits, targets)));
  }, perturbed);
  return {
    actions: tf.cast(tf.argMax(model.logits(perturbed), 1), 'int32'),
    target: target.gradient,
    others: others.gradient,
    evidence: tf.addN([target.value, others.value, tf.sum(target.gradient), tf.sum(others.gradient)]),
  };
}
