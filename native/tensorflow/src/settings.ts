import { expectationError } from '@a2pd/core';

/** TensorFlow's switches of the environment, which count only if they are set before it loads. The user's own win. */
export function applySettings(environment: NodeJS.ProcessEnv): void {
  // Hides the notices about instruction sets and oneDNN, not errors.
  environment.TF_CPP_MIN_LOG_LEVEL ??= '2';
  environment.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // Otherwise Ampere and newer GPUs silently round the factors of float32 products to 10 bits.
  environment.NVIDIA_TF32_OVERRIDE ||= '0';
  if (precision(environment) === 'bfloat16') environment.ONEDNN_DEFAULT_FPMATH_MODE ??= 'BF16';
}

/**
 * How convolutions and matrix products of float32 tensors are computed, by the environment variable A2PD_PRECISION:
 * `float32` (default), or `bfloat16`, which is faster on processors with AMX or AVX512_BF16 but flips small gradient signs.
 */
export function precision(environment: NodeJS.ProcessEnv): 'float32' | 'bfloat16' {
  const value = environment.A2PD_PRECISION || 'float32';
  if (value === 'float32' || value === 'bfloat16') return value;
  throw expectationError('INVALID_CONFIG', 'A2PD_PRECISION to be float32 or bfloat16', value);
}
