import type { GradFunc, NamedTensorMap } from '@tensorflow/tfjs';
import { type Tensor, tf } from '../tf.js';

/** The derivative with respect to each input, computed only when it is asked for. */
type InputGradients<Inputs extends string> = Readonly<Record<Inputs, () => Tensor>>;

export interface Operation<Inputs extends string, Attributes> {
  readonly name: string;
  /** Computes the result; what it calls is not differentiated. */
  forward(inputs: Readonly<Record<Inputs, Tensor>>, attributes: Attributes): Tensor;
  /** The inputs that `gradients` reads. */
  readonly savedInputs?: readonly Inputs[];
  /** Whether `gradients` reads the result. */
  readonly savesOutput?: boolean;
  /**
   * The gradients, from that of the result and the saved tensors (in the order of `savedInputs`, then the result).
   * Made of differentiable operations, they can be differentiated again.
   */
  gradients(outputGradient: Tensor, saved: readonly Tensor[], attributes: Attributes): InputGradients<Inputs>;
}

/** Applies an operation. */
export type Apply<Inputs extends string, Attributes extends object = object> = (
  inputs: Readonly<Record<Inputs, Tensor>>,
  attributes: Attributes,
) => Tensor;

/** Returns the function that applies an operation; its first call makes TensorFlow.js know it, with its gradient. */
export function defineOperation<Inputs extends string, Attributes extends object>(
  operation: Operation<Inputs, Attributes>,
): Apply<Inputs, Attributes> {
  const kernelName = `A2pd${operation.name}`;
  let isKnown = false;
  return (inputs, attributes) => {
    if (!isKnown) register(kernelName, operation);
    isKnown = true;
    const named = inputs as unknown as NamedTensorMap;
    return tf.engine().runKernel(kernelName, named, attributes as Record<string, never>) as Tensor;
  };
}

function register<Inputs extends string, Attributes extends object>(
  kernelName: string,
  operation: Operation<Inputs, Attributes>,
): void {
  type Given = Record<Inputs, Tensor>;
  tf.registerKernel({
    kernelName,
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs }) => operation.forward(inputs as Given, attrs as unknown as Attributes),
  });
  const gradFunc: GradFunc = (dy, saved, attrs) =>
    operation.gradients(dy as Tensor, saved, attrs as unknown as Attributes);
  tf.registerGradient({
    kernelName,
    inputsToSave: [...(operation.savedInputs ?? [])],
    outputsToSave: [operation.savesOutput ?? false],
    gradFunc,
  });
}
