/** One recording of a function for arguments of certain shapes and types, defined as a TensorFlow function. */
import { A2pdError, messageOf } from '@a2pd/core';
import { backend } from '../backend.js';
import { dataTypeOf } from '../data-type.js';
import { attribute, execute } from '../execute.js';
import type { Precision } from '../precision.js';
import { type Tensor, tf } from '../tf.js';
import { encodeGraph } from './graph-def.js';
import { Recorder } from './recorder.js';
import { flatten, type Rebuild, type TensorResult } from './structure.js';

interface ArgumentDescription {
  readonly shape: readonly number[];
  readonly dtype: number;
}

let numDefined = 0;

export class RecordedFunction {
  readonly #label: string;
  readonly #functionName: string;
  readonly #args: readonly ArgumentDescription[];
  /** Handles that are given at every call after the arguments. */
  readonly #capturedIds: readonly number[];
  readonly #numOutputs: number;
  readonly #rebuild: Rebuild;

  private constructor(
    label: string,
    functionName: string,
    args: readonly Tensor[],
    recorder: Recorder,
    outputs: Outputs,
  ) {
    this.#label = label;
    this.#functionName = functionName;
    this.#args = args.map((arg) => ({ shape: arg.shape, dtype: dataTypeOf(arg) }));
    this.#capturedIds = recorder.inputIds.slice(args.length);
    this.#numOutputs = outputs.names.length;
    this.#rebuild = outputs.rebuild;
  }

  /**
   * Records what `fn` does, without its effects: all calls, the first one too, run the recording, so that all round alike.
   * Throws what `fn` throws, and NOT_RECORDABLE when it does what no graph can.
   */
  static record<Args extends readonly Tensor[]>(
    label: string,
    fn: (...args: Args) => TensorResult,
    args: Args,
    precision: Precision,
  ): RecordedFunction {
    const distinctArgs = distinct(args);
    try {
      const recorder = new Recorder(label, distinctArgs, precision);
      const outputs = recorder.record(() => trace(fn, distinctArgs, recorder));
      recorder.checkNothingLeaked();
      const functionName = `a2pd_${label.replaceAll(/\W/g, '_')}_${numDefined++}`;
      define(label, functionName, recorder, outputs);
      return new RecordedFunction(label, functionName, args, recorder, outputs);
    } finally {
      distinctArgs.forEach((arg, i) => {
        if (arg !== args[i]) arg.dispose();
      });
    }
  }

  /** Whether this recording is for arguments like these. */
  fits(args: readonly Tensor[]): boolean {
    return (
      args.length === this.#args.length &&
      this.#args.every(({ shape, dtype }, i) => {
        const arg = args[i]!;
        return dataTypeOf(arg) === dtype && tf.util.arraysEqual(arg.shape, shape as number[]);
      })
    );
  }

  /** Runs the function. INVALID_STATE when a variable or tensor that it uses beside its arguments was disposed. */
  run(args: readonly Tensor[]): TensorResult {
    const inputIds = backend.getInputTensorIds(args);
    for (const id of this.#capturedIds) inputIds.push(id);
    try {
      const outputs = backend.binding.executeOp(this.#functionName, [], inputIds, this.#numOutputs);
      return this.#rebuild(outputs.map((output) => backend.createOutputTensor(output)));
    } catch (cause) {
      const said = messageOf(cause);
      const remedy = said.includes('not referenced') ? '; a tensor or variable that it uses was disposed' : '';
      throw new A2pdError('INVALID_STATE', `Expected compiled "${this.#label}" to run but received ${said}${remedy}`, {
        cause,
      });
    }
  }

  dispose(): void {
    backend.binding.removeFunction(this.#functionName);
  }
}

interface Outputs {
  /** Where the results are in the graph. */
  readonly names: readonly string[];
  readonly rebuild: Rebuild;
}

/** Runs `fn` under the recorder, and frees what it computed once its place in the graph is known. */
function trace<Args extends readonly Tensor[]>(
  fn: (...args: Args) => TensorResult,
  args: Args,
  recorder: Recorder,
): Outputs {
  let outputs: Outputs | undefined;
  tf.tidy(() => {
    const { tensors, rebuild } = flatten(fn(...args));
    outputs = { names: outputNames(recorder, tensors), rebuild };
  });
  return outputs!;
}

function define(label: string, functionName: string, recorder: Recorder, { names }: Outputs): void {
  const graph = encodeGraph(recorder.nodes);
  try {
    backend.binding.defineFunction(functionName, graph, recorder.inputNames, names, recorder.sideEffects);
  } catch (cause) {
    const received = messageOf(cause);
    throw new A2pdError('NOT_RECORDABLE', `Expected "${label}" to be a TensorFlow graph but received ${received}`, {
      received,
      cause,
    });
  }
}

/** The same values, none given twice: one tensor for two arguments must not make them one, as the next call may give two. */
function distinct<Args extends readonly Tensor[]>(args: Args): Args {
  const taken = new Set<object>();
  return args.map((arg) => {
    if (arg.isDisposed || !taken.has(arg.dataId)) {
      taken.add(arg.dataId);
      return arg;
    }
    return execute('Identity', [attribute.type('T', dataTypeOf(arg))], [arg]);
  }) as unknown as Args;
}

/** Where each result is in the graph; a function may return neither its inputs themselves nor one value twice. */
function outputNames(recorder: Recorder, tensors: readonly Tensor[]): string[] {
  const taken = new Set(recorder.inputNames);
  return tensors.map((tensor) => {
    const source = recorder.sourceOf(tensor);
    const name = taken.has(source) ? recorder.addIdentity(source, dataTypeOf(tensor)) : source;
    taken.add(name);
    return name;
  });
}
