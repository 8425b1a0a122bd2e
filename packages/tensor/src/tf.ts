import { loadTensorFlow } from '@a2pd/tensorflow';
import type * as TensorFlowJs from '@tensorflow/tfjs';

/** The namespace of TensorFlow.js, on the native library. Throws NATIVE_UNAVAILABLE while this module loads. */
export const tf = loadTensorFlow();

export type Tensor = TensorFlowJs.Tensor;
export type Tensor1D = TensorFlowJs.Tensor1D;
export type Tensor2D = TensorFlowJs.Tensor2D;
export type Tensor3D = TensorFlowJs.Tensor3D;
export type Tensor4D = TensorFlowJs.Tensor4D;
export type Scalar = TensorFlowJs.Scalar;

/** Named tensors, such as a network's weights or their gradients. */
export type Weights = Readonly<Record<string, Tensor>>;
