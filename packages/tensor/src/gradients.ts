/** Gradients by name. They are built of differentiable operations, so a gradient may be taken of a gradient. */
import { expectationError } from '@a2pd/core';
import { type Tensor, tf, type Weights } from './tf.js';

/**
 * The value of a scalar loss and its gradient with respect to each weight. The caller (or a tidy) owns what is returned.
 * A weight that the loss does not depend on has gradient 0.
 */
export function valueAndGradients(
  loss: (weights: Weights) => Tensor,
  weights: Weights,
): { value: Tensor; gradients: Weights } {
  const names = Object.keys(weights);
  const { value, grads } = differentiate(
    (...tensors) => loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))),
    Object.values(weights),
  );
  return {
    value,
    gradients: Object.fromEntries(names.map((name, i) => [name, grads[i] ?? tf.zerosLike(weights[name]!)])),
  };
}

/**
 * The value of a scalar function and its gradient with respect to its input; both owned by the caller (or a tidy).
 * NOT_DIFFERENTIABLE when it does not depend on it: an attack that follows such a gradient would look weak, not wrong.
 */
export function inputGradient(f: (input: Tensor) => Tensor, input: Tensor): { value: Tensor; gradient: Tensor } {
  const { value, grads } = differentiate(f as (...tensors: Tensor[]) => Tensor, [input]);
  const [gradient] = grads;
  if (gradient === undefined) {
    tf.dispose(value);
    const remedy = 'an operation without a gradient, such as argMax, cuts them apart';
    throw expectationError('NOT_DIFFERENTIABLE', 'a function that depends on its input', 'one that does not', remedy);
  }
  return { value, gradient };
}

interface Differentiated {
  readonly value: Tensor;
  /** Undefined where the value does not depend on the input. */
  readonly grads: readonly (Tensor | undefined)[];
}

function differentiate(f: (...tensors: Tensor[]) => Tensor, inputs: Tensor[]): Differentiated {
  const scalar = () => {
    const value = f(...inputs);
    if (value.rank !== 0) {
      throw expectationError('INVALID_ARGUMENT', 'a scalar to differentiate', `a tensor [${value.shape.join(', ')}]`);
    }
    return value;
  };
  const engine = tf.engine();
  return engine.tidy(() => engine.gradients(scalar, inputs, undefined, true) as never) as Differentiated;
}
