/** Products of matrices as TensorFlow's own MatMul, which fuses with what follows it; TensorFlow.js uses the batched one. */
import { attribute, execute, float32 } from '../execute.js';
import type { Tensor } from '../tf.js';
import { type Apply, defineOperation } from './define-operation.js';

interface Transposed {
  readonly a: boolean;
  readonly b: boolean;
}

const flags = [false, true].map((b) => ({
  a: attribute.bool('transpose_a', b),
  b: attribute.bool('transpose_b', b),
}));

const matMulOperation: Apply<'a' | 'b', Transposed> = defineOperation({
  name: 'MatMul',
  forward: ({ a, b }, transposed) =>
    execute('MatMul', [flags[Number(transposed.a)]!.a, flags[Number(transposed.b)]!.b, float32], [a, b]),
  savedInputs: ['a', 'b'],
  gradients: (dy, saved, transposed) => {
    const [a, b] = saved as [Tensor, Tensor];
    return {
      a: () => (transposed.a ? matMul(b, dy, transposed.b, true) : matMul(dy, b, false, !transposed.b)),
      b: () => (transposed.b ? matMul(dy, a, true, transposed.a) : matMul(a, dy, !transposed.a, false)),
    };
  },
});

/** The product of two float32 matrices, each transposed first if asked for; differentiable twice and more. */
export function matMul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return matMulOperation({ a, b }, { a: transposeA, b: transposeB });
}
