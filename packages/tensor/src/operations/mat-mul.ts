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

const transposedBatch = [attribute.bool('adj_x', false), attribute.bool('adj_y', true), float32];

/**
 * A few rows times a large transposed matrix, as in the gradient of a dense layer: there MatMul first transposes the whole
 * matrix, which the batched kernel does not (32 x 512 times 3136 x 512: 4.3 ms, batched 1.7).
 */
function isSlowTransposed(a: Tensor, b: Tensor, transposed: Transposed): boolean {
  return transposed.b && !transposed.a && a.shape[0]! <= 64 && b.size >= 1 << 18;
}

const matMulOperation: Apply<'a' | 'b', Transposed> = defineOperation({
  name: 'MatMul',
  forward: ({ a, b }, transposed) =>
    isSlowTransposed(a, b, transposed)
      ? execute('BatchMatMulV2', transposedBatch, [a, b])
      : execute('MatMul', [flags[Number(transposed.a)]!.a, flags[Number(transposed.b)]!.b, float32], [a, b]),
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
