import { type Tensor, tf } from '../tf.js';

interface WithGradient<Result extends Tensor> {
  readonly value: Result;
  /** From the gradient of the result and what was saved, that of the input. */
  readonly gradFunc: (dy: Result, saved: Tensor[]) => Tensor;
}

/** `tf.customGrad` of one tensor, typed, and made at its first call: a module that has one is loaded without TensorFlow. */
export function customGradient<Input extends Tensor, Result extends Tensor>(
  compute: (input: Input, save: (saved: Tensor[]) => void) => WithGradient<Result>,
): (input: Input) => Result {
  let apply: ((input: Input) => Result) | undefined;
  return (input) => {
    apply ??= tf.customGrad(compute as never) as unknown as (input: Input) => Result;
    return apply(input);
  };
}
