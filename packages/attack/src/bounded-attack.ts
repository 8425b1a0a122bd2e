/**
 * The shell that every attack wears: it alone checks arguments, keeps pixels in [0, 1] and turns a NaN into an error
 * (ART makes it a zero step), so that an attack's own file is its idea and nothing else.
 */
import { A2pdError, expectationError, messageOf } from '@a2pd/core';
import { compile, type Model, type Tensor, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Ascent } from './ascent/ascent.js';
import type { Attack } from './attack.js';
import { type Making, wholeGreyLevels } from './grey-levels.js';
import { replaceNewestFrame } from './newest-frame.js';
import type { Frames, Perturbation } from './setting.js';

/** What the shell holds an attack to. */
export interface Shell {
  /** Whose actions labels are of; errors name it. */
  readonly model: Model;
  /** `newest`: the older frames of the stack keep their bits, whatever the perturbation did to them. */
  readonly frames: Frames;
  /** Rounds changes towards none, to whole grey levels of 1/255. */
  readonly quantise: boolean;
}

/** What the attack says of itself; of its configuration, `epsilon`, `steps` and `norm` tell how whole grey levels are rounded. */
export type AttackTitle = Pick<Attack, 'name' | 'label' | 'config' | 'knows' | 'aim'>;

/**
 * Makes an attack of a perturbation, which it takes over and disposes. Pixels are kept in [0, 1]; staying within the budget is
 * the perturbation's own affair. `defineAttack` calls this; call it yourself for an attack that has no schema.
 */
export function boundedAttack(
  { name, label, config, knows, aim = 'away' }: AttackTitle,
  perturbation: Perturbation,
  { model, frames, quantise }: Shell,
): Attack {
  const finish = compile(`attack/${name}/finish`, (clean: Tensor4D, raw: Tensor4D, evidence: Tensor) => {
    const allowed = tf.clipByValue(frames === 'newest' ? replaceNewestFrame(clean, raw) : raw, 0, 1) as Tensor4D;
    return {
      perturbed: quantise ? wholeGreyLevels(clean, allowed, makingOf(config)) : allowed,
      findings: tf.stack([evidence, tf.sum(raw), tf.min(clean), tf.max(clean)]),
    };
  });
  let isDisposed = false;

  /** An error that is not an A2pdError comes from the model's own operations, which did not fit this input. */
  function generate(input: Tensor4D, labels: Tensor1D, seed: number): Ascent {
    try {
      return perturbation.generate(input, labels, seed);
    } catch (cause) {
      if (cause instanceof A2pdError) throw cause;
      const said = messageOf(cause);
      throw expectationError('INVALID_ARGUMENT', `input that ${model.name} takes`, describe(input), said, { cause });
    }
  }

  return {
    name,
    label,
    config: Object.freeze({ ...config }),
    knows,
    aim,

    perturb(input, labels, seed) {
      if (isDisposed) throw new A2pdError('INVALID_STATE', `The attack ${name} was disposed; create a new one`);
      requireBatch(input, labels, model.numActions);
      if (!Number.isSafeInteger(seed)) throw expectationError('INVALID_ARGUMENT', 'an integer seed', seed);
      // Whatever fails on the way, no tensor of it stays.
      return tf.tidy(() => {
        const { perturbed: raw, evidence } = requirePerturbed(name, input, generate(input, labels, seed));
        const { perturbed, findings } = finish(input, raw, evidence);
        const [evidenceSum, pixelSum, darkest, brightest] = findings.dataSync();
        requirePixels(darkest!, brightest!);
        if (!Number.isFinite(evidenceSum! + pixelSum!)) throw notFinite(name, model);
        return perturbed as Tensor4D;
      });
    },

    dispose() {
      if (isDisposed) return;
      isDisposed = true;
      finish.dispose();
      perturbation.dispose();
    },
  };
}

function makingOf({ epsilon, steps, norm = 'linf' }: Attack['config']): Making {
  // Elsewhere steps are not equal, and no number of levels bounds the ball.
  if (typeof epsilon !== 'number' || norm !== 'linf') return {};
  return { epsilon, steps: typeof steps === 'number' ? steps : undefined };
}

function requireBatch(input: Tensor4D, labels: Tensor1D, numActions: number): void {
  if (input.rank !== 4 || input.dtype !== 'float32' || input.size === 0) {
    throw expectationError('INVALID_ARGUMENT', 'input float32[N, height, width, channels]', describe(input));
  }
  const [numObservations, height, width, channels] = input.shape;
  if (height < channels && width === channels) {
    const remedy = 'transpose channels first to channels last';
    throw expectationError('INVALID_ARGUMENT', 'input float32[N, height, width, channels]', describe(input), remedy);
  }
  if (labels.rank !== 1 || labels.dtype !== 'int32' || labels.shape[0] !== numObservations) {
    throw expectationError('INVALID_ARGUMENT', `labels int32[${numObservations}]`, describe(labels));
  }
  const wrong = labels.dataSync().find((label) => label < 0 || label >= numActions);
  if (wrong !== undefined) {
    throw expectationError('INVALID_ARGUMENT', `labels in [0, ${numActions})`, wrong, 'labels are action indices');
  }
}

/** Written so that a NaN pixel is complained of as well. */
function requirePixels(darkest: number, brightest: number): void {
  if (darkest >= 0 && brightest <= 1) return;
  const received = `${darkest} to ${brightest}`;
  throw expectationError('INVALID_ARGUMENT', 'pixels in [0, 1]', received, 'divide pixels by 255');
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

/** An attack of one's own may return anything. */
function requirePerturbed(name: string, { shape }: Tensor4D, made: Partial<Ascent> | undefined): Ascent {
  const { perturbed, evidence } = made ?? {};
  const isTensor = (value: unknown): value is Tensor => value instanceof tf.Tensor;
  if (isTensor(perturbed) && String(perturbed.shape) === String(shape) && isTensor(evidence)) {
    return { perturbed, evidence };
  }
  const expected = `{ perturbed, evidence } from generate of ${name}, a tensor of shape [${shape}] and a scalar`;
  const received = isTensor(made) ? `a tensor of shape [${made.shape}]` : describeMade(perturbed, evidence);
  throw expectationError('INVALID_ARGUMENT', expected, received, 'docs/extending.md shows what an attack returns');
}

function describeMade(perturbed: unknown, evidence: unknown): string {
  const describeOne = (value: unknown) =>
    value instanceof tf.Tensor ? `a tensor of shape [${value.shape}]` : typeof value;
  return `perturbed: ${describeOne(perturbed)}, evidence: ${describeOne(evidence)}`;
}
