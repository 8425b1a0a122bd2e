/** Where certificates hold: the rounding margins are those of float32. */
import { expectationError } from '@a2pd/core';

/** As TensorFlow is started without any: see applySettings of @a2pd/tensorflow. */
const float32Settings = { A2PD_PRECISION: 'float32', ONEDNN_DEFAULT_FPMATH_MODE: 'strict', NVIDIA_TF32_OVERRIDE: '0' };

/** @throws A2pdError INVALID_CONFIG where products may be computed in bfloat16 or TF32. */
export function requireFloat32(): void {
  for (const [variable, inFloat32] of Object.entries(float32Settings)) {
    const value = process.env[variable]?.toLowerCase() || inFloat32;
    if (value === inFloat32) continue;
    const remedy = `leave ${variable} unset to certify`;
    throw expectationError('INVALID_CONFIG', `products in float32 (${variable} ${inFloat32})`, value, remedy);
  }
}
