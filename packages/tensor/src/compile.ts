/**
 * `compile` turns a function of tensors into one TensorFlow function, as tf.function does in Python: the first call
 * records what it does, all calls run the recording at once. See docs/compiled-steps.md.
 */
import { A2pdError } from '@a2pd/core';
import { type Precision, requirePrecision } from './precision.js';
import { RecordedFunction } from './recording/recorded-function.js';
import { isRecording } from './recording/recorder.js';
import { flatten, type TensorResult } from './recording/structure.js';
import { nextTensorId } from './tensor-id.js';
import { type Tensor, tf } from './tf.js';

/** A function of tensors, and what belongs to it. The caller (or a tidy) owns its results. */
export interface Compiled<Args extends readonly Tensor[], Out extends TensorResult> {
  (...args: Args): Out;
  readonly label: string;
  /** Forgets the recordings; the function cannot be called any more. */
  dispose(): void;
}

export interface CompileOptions {
  /** Run operation by operation, without recording. For all functions: environment variable A2PD_EAGER=1. */
  readonly eager?: boolean | undefined;
  /** What products and convolutions are computed in; float32 when absent, and where operations run one by one. */
  readonly precision?: Precision | undefined;
}

/**
 * The compiled form of `fn`, which it must equal: so `fn` may depend on its arguments, on `Parameters` and on constants alone.
 * Numbers that it computes in JavaScript are recorded as constants. There is one recording for each combination of argument
 * shapes and types. Inside another compiled function or a gradient, `fn` itself runs.
 * Throws INVALID_CONFIG for a precision that the processor has no instructions for. Calls throw NOT_RECORDABLE if `fn` reads
 * tensors' values, disposes of its arguments, makes large constants or draws at random without a seed.
 */
export function compile<Args extends readonly Tensor[], Out extends TensorResult>(
  label: string,
  fn: (...args: Args) => Out,
  options: CompileOptions = {},
): Compiled<Args, Out> {
  const { precision = 'float32' } = options;
  requirePrecision(precision);
  const eager = options.eager ?? process.env.A2PD_EAGER === '1';
  const recordings: RecordedFunction[] = [];
  let disposed = false;

  const call = (...args: Args): Out => {
    if (disposed)
      throw new A2pdError('INVALID_STATE', `Expected a living compiled function but "${label}" was disposed`);
    if (eager || isRecording() || isDifferentiating()) return runEagerly(fn, args);
    const fitting = recordings.find((recording) => recording.fits(args));
    if (fitting !== undefined) return fitting.run(args) as Out;
    const recorded = RecordedFunction.record(label, fn, args, precision);
    recordings.push(recorded);
    return recorded.run(args) as Out;
  };
  const dispose = () => {
    disposed = true;
    for (const recording of recordings.splice(0)) recording.dispose();
  };
  return Object.assign(call, { label, dispose });
}

/** Runs `fn`; of results that it did not make itself, or gives twice, the caller gets copies, as from a recording. */
function runEagerly<Args extends readonly Tensor[], Out extends TensorResult>(
  fn: (...args: Args) => Out,
  args: Args,
): Out {
  const firstId = nextTensorId();
  return tf.tidy(() => {
    const { tensors, rebuild } = flatten(fn(...args));
    const own = tensors.map((tensor, i) =>
      tensor.id >= firstId && tensors.indexOf(tensor) === i ? tensor : tf.clone(tensor),
    );
    return rebuild(own) as never;
  }) as Out;
}

function isDifferentiating(): boolean {
  return (tf.engine() as unknown as { state: { gradientDepth: number } }).state.gradientDepth > 0;
}
