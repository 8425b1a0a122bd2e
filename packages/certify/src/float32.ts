/** Where certificates hold: the rounding margins are those of float32. */
import { expectationError } from '@a2pd/core';
import { usesGpu } from '@a2pd/tensor';

/** As TensorFlow is started without any: see applySettings of @a2pd/tensorflow. */
const float32Settings = { A2PD_PRECISION: 'float32', ONEDNN_DEFAULT_FPMATH_MODE: 'strict', NVIDIA_TF32_OVERRIDE: '0' };

/**
 * @param onGpu Whether TensorFlow computes on one: its convolutions may be Winograd's, whose error no margin here covers.
 * @throws A2pdError INVALID_CONFIG there, and where products may be computed in bfloat16 or TF32.
 */
export function requireFloat32(onGpu = usesGpu()): void {
  if (onGpu) {
    const remedy = 'certify on the processor: set CUDA_VISIBLE_DEVICES=-1';
    throw expectationError('INVALID_CONFIG', 'bounds computed on the processor', 'a GPU', remedy);
  }
  for (const [variable, inFloat32] of Object.entries(float32Settings)) {
    const value = process.env[variable]?.toLowerCase() || inFloat32;
    if (value === inFloat32) continue;
    const remedy = `leave ${variable} unset to certify`;
    throw expectationError('INVALID_CONFIG', `products in float32 (${variable} ${inFloat32})`, value, remedy);
  }
}
