import { expectationError } from '@a2pd/core';
import type { Tensor, Tensor2D } from '../tf.js';
import { biasAdd } from './bias-add.js';
import { matMul } from './mat-mul.js';

/** x[N, in] times kernel[in, out] plus bias[out], float32; differentiable twice and more. INVALID_ARGUMENT for shapes that do not fit. */
export function dense(x: Tensor, kernel: Tensor, bias: Tensor): Tensor2D {
  if (x.rank !== 2 || kernel.rank !== 2 || x.shape[1] !== kernel.shape[0] || bias.shape[0] !== kernel.shape[1]) {
    const received = [x, kernel, bias].map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
    throw expectationError('INVALID_ARGUMENT', 'x[N, in], kernel[in, out], bias[out]', received);
  }
  return biasAdd(matMul(x, kernel), bias) as Tensor2D;
}
