export { Adam, type AdamConfig } from './adam.js';
export { numTensors, usesGpu } from './backend.js';
export { type Clipped, clipByGlobalNorm } from './clip.js';
export { type Compiled, type CompileOptions, compile } from './compile.js';
export {
  type Elements,
  type ElementType,
  elementBytes,
  type PixelType,
  readElements,
  roundTowards,
  type StoredTensor,
  writeElements,
} from './element-type.js';
export { type FoundPrecision, findFastestPrecision, type Rehearsal } from './fastest-precision.js';
export { inputGradient, valueAndGradients } from './gradients.js';
export type { HostTensor, HostTensors } from './host-tensor.js';
export { glorotUniform, heUniform } from './initialisers.js';
export type { Model } from './model.js';
export { type ActionLogits, actionLogits, entryOf, negativeLogProbability } from './operations/action-logits.js';
export { conv2d, conv2dTranspose } from './operations/conv2d.js';
export { customGradient } from './operations/custom-gradient.js';
export { dense } from './operations/dense.js';
export { exp, logSumExp, softplus } from './operations/exponentials.js';
export { imagePatches } from './operations/image-patches.js';
export { layerNorm, layerNormEpsilon } from './operations/layer-norm.js';
export { magnitude } from './operations/magnitude.js';
export { matMul } from './operations/mat-mul.js';
export { relu } from './operations/relu.js';
export { takeRows } from './operations/take-rows.js';
export { Parameters } from './parameters.js';
export { pixels, pixelsToInput } from './pixels.js';
export {
  hasBfloat16,
  type Precision,
  type PrecisionChoice,
  precisionChoices,
  precisions,
  requireSettled,
} from './precision.js';
export { statelessNormal, statelessUniform } from './random.js';
export type { TensorResult } from './recording/structure.js';
export {
  decodeSafetensors,
  decodeStored,
  encodeSafetensors,
  encodeStored,
  type SafetensorsContents,
  type SafetensorsOptions,
} from './safetensors.js';
export { loadSafetensors, saveSafetensors } from './safetensors-file.js';
export {
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tf,
  type Weights,
} from './tf.js';
