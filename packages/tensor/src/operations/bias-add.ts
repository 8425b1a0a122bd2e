/** Adds a bias to the last axis; its derivative with respect to the bias is one kernel. */
import { execute, float32 } from '../execute.js';
import { type Tensor, tf } from '../tf.js';
import { type Apply, defineOperation } from './define-operation.js';

const attributes = [float32];

const biasAddOperation: Apply<'x' | 'bias'> = defineOperation({
  name: 'BiasAdd',
  forward: ({ x, bias }) => execute('BiasAdd', attributes, [x, bias]),
  gradients: (dy) => ({ x: () => dy, bias: () => biasGradient({ dy }, {}) }),
});

const biasGradient: Apply<'dy'> = defineOperation({
  name: 'BiasAddGrad',
  forward: ({ dy }) => execute('BiasAddGrad', attributes, [dy]),
  savedInputs: ['dy'],
  gradients: (dBias, [dy]) => ({ dy: () => tf.broadcastTo(dBias, dy!.shape) }),
});

/** x[..., n] + bias[n], float32; differentiable twice and more. */
export function biasAdd<T extends Tensor>(x: T, bias: Tensor): T {
  return biasAddOperation({ x, bias }, {}) as T;
}
