/** First and second derivatives of the operations, through a small network, against float64 finite differences. */
import { Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import {
  compile,
  conv2d,
  dense,
  inputGradient,
  matMul,
  relu,
  type Tensor,
  tf,
  valueAndGradients,
  type Weights,
} from '../index.js';

const shapes = {
  input: [2, 6, 6, 2],
  filter: [3, 3, 2, 3],
  filterBias: [3],
  kernel: [12, 4],
  bias: [4],
  outputKernel: [4, 2],
  outputBias: [2],
} as const;
type Name = keyof typeof shapes;
type Values = Record<Name, Float64Array>;
const stride = 2;

function draw(seed: number): Values {
  const rng = new Rng(seed);
  const normalish = () => rng.uniform() + rng.uniform() + rng.uniform() - 1.5;
  return Object.fromEntries(
    // Rounded to float32, so that both computations begin with the same numbers.
    Object.entries(shapes).map(([name, shape]) => [
      name,
      Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => Math.fround(normalish())),
    ]),
  ) as Values;
}

/** Half the sum of the squared outputs of conv, ReLU, dense, ReLU, dense, in float64. */
function reference(v: Values): number {
  let sum = 0;
  for (let n = 0; n < 2; n++) {
    const hidden = new Float64Array(12);
    for (let row = 0; row < 2; row++)
      for (let column = 0; column < 2; column++)
        for (let channel = 0; channel < 3; channel++) {
          let value = v.filterBias[channel]!;
          for (let i = 0; i < 3; i++)
            for (let j = 0; j < 3; j++)
              for (let c = 0; c < 2; c++) {
                const pixel = v.input[((n * 6 + row * stride + i) * 6 + column * stride + j) * 2 + c]!;
                value += pixel * v.filter[((i * 3 + j) * 2 + c) * 3 + channel]!;
              }
          hidden[(row * 2 + column) * 3 + channel] = Math.max(value, 0);
        }
    const second = matVec(hidden, v.kernel, v.bias).map((value) => Math.max(value, 0));
    for (const output of matVec(second, v.outputKernel, v.outputBias)) sum += output * output;
  }
  return sum / 2;
}

function matVec(x: Float64Array, kernel: Float64Array, bias: Float64Array): Float64Array {
  return bias.map((value, j) => x.reduce((total, xi, i) => total + xi * kernel[i * bias.length + j]!, value));
}

/** The same by this package's operations. */
function network(input: Tensor, w: Weights): Tensor {
  const hidden = relu(conv2d(input, w.filter!, w.filterBias!, stride));
  const second = relu(dense(tf.reshape(hidden, [2, 12]), w.kernel!, w.bias!));
  return tf.mul(tf.sum(tf.square(dense(second, w.outputKernel!, w.outputBias!))), 0.5);
}

function centralDifferences(f: (v: Values) => number, v: Values, name: Name, h: number): Float64Array {
  return v[name].map((value, i) => {
    const at = (x: number) => {
      v[name][i] = x;
      const result = f(v);
      v[name][i] = value;
      return result;
    };
    return (at(value + h) - at(value - h)) / (2 * h);
  });
}

function tensorsOf(v: Values): { input: Tensor; weights: Weights } {
  const { input, ...weights } = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tf.tensor(Float32Array.from(v[name as Name]), [...shape])]),
  ) as Record<Name, Tensor>;
  return { input, weights };
}

function expectClose(received: Tensor, expected: Float64Array, tolerance: number): void {
  const scale = Math.hypot(...expected) || 1;
  const difference = Math.hypot(...Array.from(received.dataSync(), (value, i) => value - expected[i]!));
  expect(difference / scale).toBeLessThan(tolerance);
}

const weightNames = Object.keys(shapes).filter((name) => name !== 'input') as Name[];

describe.each([{ eager: true }, { eager: false }])('derivatives, %o', (options) => {
  const first = compile(
    'first',
    (x: Tensor, ...w: Tensor[]) => {
      const named = Object.fromEntries(weightNames.map((name, i) => [name, w[i]!]));
      const { value, gradients } = valueAndGradients((weights) => network(x, weights), named);
      return { value, gradients, input: inputGradient((input) => network(input, named), x).gradient };
    },
    options,
  );
  const second = compile(
    'second',
    (x: Tensor, ...w: Tensor[]) => {
      const named = Object.fromEntries(weightNames.map((name, i) => [name, w[i]!]));
      return valueAndGradients((weights) => {
        const { gradient } = inputGradient((input) => network(input, weights), x);
        return tf.mul(tf.sum(tf.square(gradient)), 0.5);
      }, named);
    },
    options,
  );

  it.each([1, 2, 3])('of first order equal finite differences (seed %i)', (seed) => {
    const v = draw(seed);
    const { input, weights } = tensorsOf(v);
    // Twice: the second run is the recording's.
    for (let run = 0; run < 2; run++) {
      const result = first(input, ...weightNames.map((name) => weights[name]!));
      expect(result.value.dataSync()[0]! / reference(v)).toBeCloseTo(1, 5);
      expectClose(result.input, centralDifferences(reference, v, 'input', 1e-6), 1e-4);
      for (const name of weightNames) {
        expectClose(result.gradients[name]!, centralDifferences(reference, v, name, 1e-6), 1e-4);
      }
    }
  });

  it('of second order equal finite differences of first ones', () => {
    const v = draw(4);
    const { input, weights } = tensorsOf(v);
    const halfSquaredNorm = (at: Values) => {
      const gradient = centralDifferences(reference, at, 'input', 1e-5);
      return gradient.reduce((total, g) => total + g * g, 0) / 2;
    };
    for (let run = 0; run < 2; run++) {
      const { value, gradients } = second(input, ...weightNames.map((name) => weights[name]!));
      expect(value.dataSync()[0]! / halfSquaredNorm(v)).toBeCloseTo(1, 4);
      for (const name of weightNames) {
        expectClose(gradients[name]!, centralDifferences(halfSquaredNorm, v, name, 1e-4), 1e-3);
      }
    }
  });
});

describe('the kernels chosen for speed', () => {
  // [height, width, filter height, filter width, stride]; in the first two, blocks are possible.
  it.each([
    [12, 8, 8, 4, 4],
    [6, 6, 4, 2, 2],
    [7, 6, 4, 2, 2],
    [9, 9, 3, 3, 2],
    [5, 6, 3, 2, 1],
  ])(
    'give the convolution gradients of TensorFlow.js itself (%i x %i, filter %i x %i, stride %i)',
    (h, w, fh, fw, stride) => {
      const image = tf.randomNormal([3, h, w, 2], 0, 1, 'float32', 1);
      const filter = tf.randomNormal([fh, fw, 2, 5], 0, 1, 'float32', 2);
      const loss = (y: Tensor) => tf.sum(tf.mul(y, tf.range(0, y.size).reshape(y.shape)));
      const ours = tf.grads((x, f) => loss(conv2d(x, f, tf.zeros([5]), stride)) as never)([image, filter]);
      const theirs = tf.grads((x, f) => loss(tf.conv2d(x as never, f as never, stride, 'valid')) as never)([
        image,
        filter,
      ]);
      ours.forEach((gradient, i) => {
        expectClose(gradient, Float64Array.from(theirs[i]!.dataSync()), 1e-5);
      });
    },
  );

  it('give the product with a large transposed matrix', () => {
    const a = tf.randomNormal([32, 512], 0, 1, 'float32', 1);
    const b = tf.randomNormal([600, 512], 0, 1, 'float32', 2);
    const expected = tf.matMul(a as never, b as never, false, true).dataSync();
    expectClose(matMul(a, b, false, true), Float64Array.from(expected), 1e-5);
  });
});

describe('gradients', () => {
  it('are zero for weights that the loss does not use', () => {
    const { gradients } = valueAndGradients((w) => tf.sum(w.used!), { used: tf.ones([2]), unused: tf.ones([3]) });
    expect(gradients.unused!.dataSync()).toEqual(new Float32Array(3));
  });

  it('refuse a function cut off from its input, and a loss that is no scalar', () => {
    const x = tf.ones([3]);
    expect(() => inputGradient(() => tf.scalar(1), x)).toThrow(/depends on its input/);
    expect(() => inputGradient((input) => tf.neg(input), x)).toThrow(/scalar to differentiate/);
  });

  it('refuse shapes that do not fit', () => {
    expect(() => dense(tf.ones([1, 3]), tf.ones([2, 2]), tf.ones([2]))).toThrow(/\[1, 3\]/);
    expect(() => conv2d(tf.ones([1, 5, 5, 3]), tf.ones([2, 2, 2, 2]), tf.ones([2]), 1)).toThrow(/\[1, 5, 5, 3\]/);
  });
});
