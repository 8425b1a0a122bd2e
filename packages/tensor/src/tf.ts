import { loadTensorFlow, type TensorFlow } from '@a2pd/tensorflow';
import type * as TensorFlowJs from '@tensorflow/tfjs';
import { onFirstUse } from './on-first-use.js';

/**
 * The namespace of TensorFlow.js, on the native library. Loaded when it is first used, which takes a second and may throw
 * NATIVE_UNAVAILABLE: what only explains its options does without.
 */
export let tf: TensorFlow = onFirstUse(() => {
  tf = loadTensorFlow();
  return tf;
});

export type Tensor = TensorFlowJs.Tensor;
export type Tensor1D = TensorFlowJs.Tensor1D;
export type Tensor2D = TensorFlowJs.Tensor2D;
export type Tensor3D = TensorFlowJs.Tensor3D;
export type Tensor4D = TensorFlowJs.Tensor4D;
export type Scalar = TensorFlowJs.Scalar;

/** Named tensors, such as a network's weights or their gradients. */
export type Weights = Readonly<Record<string, Tensor>>;
