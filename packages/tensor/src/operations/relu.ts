/**
 * max(x, 0) whose derivative is one kernel, ReluGrad, instead of TensorFlow.js's step function and product. The
 * derivative of ReluGrad with respect to its gradient input is ReluGrad again; with respect to x it is 0 almost everywhere.
 */
import { execute, float32 } from '../execute.js';
import type { Tensor } from '../tf.js';
import { type Apply, defineOperation } from './define-operation.js';

const attributes = [float32];

const reluOperation: Apply<'x'> = defineOperation({
  name: 'Relu',
  forward: ({ x }) => execute('Relu', attributes, [x]),
  savesOutput: true,
  gradients: (dy, [y]) => ({ x: () => reluGradient({ dy }, { y: y! }) }),
});

// y is no input but an attribute, so that nobody asks for the derivative with respect to it, a tensor of zeros.
const reluGradient: Apply<'dy', { y: Tensor }> = defineOperation({
  name: 'ReluGrad',
  forward: ({ dy }, { y }) => execute('ReluGrad', attributes, [dy, y]),
  gradients: (ddx, _saved, { y }) => ({ dy: () => reluGradient({ dy: ddx }, { y }) }),
});

/** max(x, 0) of a float32 tensor of any shape; differentiable twice and more. */
export function relu<T extends Tensor>(x: T): T {
  return reluOperation({ x }, {}) as T;
}
