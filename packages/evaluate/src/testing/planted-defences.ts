/**
 * Six policies that only look robust, for the audit's tests: each is made of the same honest policy, whose true robustness
 * is therefore known to be the same or none.
 */
import { Rng } from '@a2pd/core';
import { type Model, type Tensor, tf } from '@a2pd/tensor';

/** Logits so far apart that e^-lead is 0 in float32: no gradient of the cross-entropy is left, however it is computed. */
export function saturated(honest: Model, scale = 1e4): Model {
  return wrapped('saturated logits', honest, (input) => tf.mul(honest.logits(input), scale));
}

/** Sees pixels in 32 levels; the derivative of rounding is 0. */
export function rounded(honest: Model, levels = 32): Model {
  return wrapped('rounded input', honest, (input) => honest.logits(tf.div(tf.round(tf.mul(input, levels)), levels)));
}

/** Sees pixels in levels, but gives out the gradient of a policy that does not. */
export function roundedWithFakeGradient(honest: Model, levels = 32): Model {
  const rounding = tf.customGrad((input) => ({
    value: tf.div(tf.round(tf.mul(input as Tensor, levels)), levels),
    gradFunc: (upstream: Tensor) => tf.neg(upstream),
  }));
  return wrapped('rounded input, fake gradient', honest, (input) => honest.logits(rounding(input)));
}

/** Sees a picture enlarged and cut at random, another one at every look (Xie et al. 2018). */
export function randomlyResized(honest: Model, seed = 1): Model {
  const rng = new Rng(seed);
  return wrapped('random resize', honest, (input) => {
    const side = 85 + rng.integer(12);
    const top = rng.integer(side - 84 + 1);
    const left = rng.integer(side - 84 + 1);
    const larger = tf.image.resizeBilinear(input as never, [side, side]);
    return honest.logits(tf.slice(larger, [0, top, left, 0], [-1, 84, 84, -1]));
  });
}

/** Always the first action, whatever it is shown. */
export function constant(honest: Model): Model {
  const offset = tf.tensor1d(Array.from({ length: honest.numActions }, (_, action) => (action === 0 ? 3 : 0)));
  return wrapped('constant', honest, (input) => tf.add(tf.mul(honest.logits(input), 0), offset));
}

/** Takes the action beside the right one: it scores nothing, so that an attack has nothing to take and any disturbance helps. */
export function stuck(honest: Model): Model {
  const { numActions } = honest;
  return wrapped('stuck', honest, (input) => {
    const logits = honest.logits(input);
    return tf.concat(
      [tf.slice(logits, [0, numActions - 1], [-1, 1]), tf.slice(logits, [0, 0], [-1, numActions - 1])],
      1,
    );
  });
}

function wrapped(name: string, { numActions }: Model, logits: (input: Tensor) => Tensor): Model {
  return { name, numActions, logits, dispose: () => {} };
}
