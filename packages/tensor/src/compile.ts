import { type Tensor, tf } from './tf.js';

export type TensorResult = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>;

/** A function of tensors. The caller owns its results. */
export interface Compiled<Args extends readonly Tensor[], Out extends TensorResult> {
  (...args: Args): Out;
  readonly label: string;
  dispose(): void;
}

export interface CompileOptions {
  /** Run operation by operation, without recording; for debugging and for tests. */
  readonly eager?: boolean;
}

export function compile<Args extends readonly Tensor[], Out extends TensorResult>(
  name: string,
  fn: (...args: Args) => Out,
  _options: CompileOptions = {},
): Compiled<Args, Out> {
  const call = (...args: Args): Out => tf.tidy(() => fn(...args) as never) as Out;
  return Object.assign(call, { label: name, dispose: () => undefined });
}
