/**
 * What this package uses of the backend of tfjs-node below its public face: the binding, which runs one TensorFlow
 * operation at a time, and the map from a tensor's data to its handle in the binding.
 */
import { onFirstUse } from './on-first-use.js';
import { type Tensor, tf } from './tf.js';

/** One attribute of an operation, as the binding takes it. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly number[];
}

/** A tensor handle that the binding made. */
export interface Output {
  readonly id: number;
  readonly shape: number[];
  /** TensorFlow's DataType. */
  readonly dtype: number;
}

/** The addon's methods (native/tensorflow). */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: readonly Attribute[], inputIds: readonly number[], numOutputs: number): Output[];
  getNumOfTensors(): number;
  defineFunction(
    name: string,
    graph: Uint8Array,
    inputs: readonly string[],
    outputs: readonly string[],
    controls: readonly string[],
  ): void;
  removeFunction(name: string): void;
  readonly TF_Version: string;
}

interface TensorData {
  readonly shape: readonly number[];
  /** TensorFlow's DataType; unlike the tensor's own `dtype`, it knows uint8. */
  readonly dtype: number;
  /** The handle, or -1 while the values have not been uploaded. */
  readonly id: number;
  readonly values: ArrayBufferView | null;
}

/** The part of NodeJSKernelBackend that is used here. */
export interface NodeBackend {
  binding: Binding;
  readonly isUsingGpuDevice: boolean;
  readonly tensorMap: { get(dataId: object): TensorData };
  /** Wraps a handle into a tensor, which then owns it. */
  createOutputTensor(output: Output): Tensor;
  /** The handles of tensors; uploads values that wait for it. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
}

export let backend: NodeBackend = onFirstUse(() => {
  backend = tf.backend() as unknown as NodeBackend;
  return backend;
});

/** Whether TensorFlow computes on a GPU. */
export function usesGpu(): boolean {
  return backend.isUsingGpuDevice;
}

/** TensorFlow handles alive in this process, as the binding counts them: variables, tensors, uploads. */
export function numTensors(): number {
  return backend.binding.getNumOfTensors();
}
