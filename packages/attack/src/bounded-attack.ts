/**
 * The shell that every attack wears: it alone checks arguments, keeps pixels in [0, 1] and turns a NaN into an error
 * (ART makes it a zero step), so that an attack's own file is its idea and nothing else.
 */
import { A2pdError, expectationError } from '@a2pd/core';
import { compile, type Model, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import type { ResolvedAttackConfig } from './config.js';
import type { Ascent } from './gradient-ascent.js';

/** The part in which attacks differ. */
export interface Perturbation {
  /** Arguments are checked already. The caller owns both tensors of the result, which may leave [0, 1]. */
  generate(clean: Tensor4D, labels: Tensor1D, seed: number): Ascent;
  dispose(): void;
}

/** Makes an attack of a perturbation. */
export function boundedAttack(config: ResolvedAttackConfig, model: Model, perturbation: Perturbation): Attack {
  const finish = compile(`attack/${config.name}/finish`, (clean: Tensor4D, raw: Tensor4D, evidence: Tensor) => ({
    perturbed: tf.clipByValue(raw, 0, 1),
    findings: tf.stack([evidence, tf.sum(raw), tf.min(clean), tf.max(clean)]),
  }));
  let isDisposed = false;

  return {
    name: config.name,
    config: Object.freeze({ ...config }),

    perturb(input, labels, seed) {
      if (isDisposed) throw new A2pdError('INVALID_STATE', `The attack ${config.name} was disposed; create a new one`);
      requireBatch(input, labels, model.numActions);
      if (!Number.isSafeInteger(seed)) throw expectationError('INVALID_ARGUMENT', 'an integer seed', seed);
      const { perturbed: raw, evidence } = perturbation.generate(input, labels, seed);
      const { perturbed, findings } = finish(input, raw, evidence);
      const [evidenceSum, pixelSum, darkest, brightest] = findings.dataSync();
      tf.dispose([raw, evidence, findings]);
      const complaint =
        complainOfPixels(darkest!, brightest!) ??
        (Number.isFinite(evidenceSum! + pixelSum!) ? undefined : notFinite(config.name, model));
      if (complaint) {
        perturbed.dispose();
        throw complaint;
      }
      return perturbed as Tensor4D;
    },

    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      finish.dispose();
      perturbation.dispose();
    },
  };
}

function requireBatch(input: Tensor4D, labels: Tensor1D, numActions: number): void {
  if (input.rank !== 4 || input.dtype !== 'float32' || input.size === 0) {
    throw expectationError('INVALID_ARGUMENT', 'input float32[N, height, width, channels]', describe(input));
  }
  const [numObservations] = input.shape;
  if (labels.rank !== 1 || labels.dtype !== 'int32' || labels.shape[0] !== numObservations) {
    throw expectationError('INVALID_ARGUMENT', `labels int32[${numObservations}]`, describe(labels));
  }
  const wrong = labels.dataSync().find((label) => label < 0 || label >= numActions);
  if (wrong !== undefined) {
    throw expectationError('INVALID_ARGUMENT', `labels in [0, ${numActions})`, wrong, 'labels are action indices');
  }
}

/** Written so that a NaN pixel is complained of as well. */
function complainOfPixels(darkest: number, brightest: number): A2pdError | undefined {
  if (darkest >= 0 && brightest <= 1) return undefined;
  const received = `${darkest} to ${brightest}`;
  return expectationError('INVALID_ARGUMENT', 'pixels in [0, 1]', received, 'divide pixels by 255');
}

function notFinite(attackName: string, model: Model): A2pdError {
  const remedy = 'look for NaN or infinity in its weights';
  return new A2pdError(
    'NOT_FINITE',
    `Expected finite losses and gradients of ${model.name} under ${attackName} but received NaN or infinity; ${remedy}`,
    { attack: attackName, model: model.name, remedy },
  );
}

function describe(tensor: Tensor): string {
  return `${tensor.dtype}[${tensor.shape.join(', ')}]`;
}
