/** Initial weights, drawn on the host so that they depend on the Rng alone. */
import type { Rng } from '@a2pd/core';
import { type HostTensor, sizeOf } from './host-tensor.js';

/** Uniform in ±sqrt(6 / (fanIn + fanOut)) (Glorot and Bengio 2010); kernels [in, out] or [height, width, in, out]. */
export function glorotUniform(shape: readonly number[], rng: Rng): HostTensor {
  const { fanIn, fanOut } = fans(shape);
  return uniform(shape, Math.sqrt(6 / (fanIn + fanOut)), rng);
}

/** Uniform in ±sqrt(6 / fanIn) (He et al. 2015); kernels [in, out] or [height, width, in, out]. */
export function heUniform(shape: readonly number[], rng: Rng): HostTensor {
  return uniform(shape, Math.sqrt(6 / fans(shape).fanIn), rng);
}

function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptiveField = sizeOf(shape.slice(0, -2));
  return { fanIn: receptiveField * (shape.at(-2) ?? 1), fanOut: receptiveField * (shape.at(-1) ?? 1) };
}

function uniform(shape: readonly number[], limit: number, rng: Rng): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => (2 * rng.uniform() - 1) * limit) };
}
