/**
 * Convolution without padding. It is linear in the image and in the filter, so its two derivatives and theirs are the
 * same three kernels again, which closes the family under differentiation.
 */
import { expectationError } from '@a2pd/core';
import type { Attribute } from '../backend.js';
import { attribute, execute, float32 } from '../execute.js';
import { type Tensor, type Tensor4D, tf } from '../tf.js';
import { biasAdd } from './bias-add.js';
import { type Apply, defineOperation } from './define-operation.js';

interface Convolution {
  readonly stride: number;
  /** Of the image [N, height, width, in] and the filter [height, width, in, out]. */
  readonly imageShape: readonly number[];
  readonly filterShape: readonly number[];
}

const attributesByStride = new Map<number, readonly Attribute[]>();

function attributes({ stride }: Convolution): readonly Attribute[] {
  let made = attributesByStride.get(stride);
  if (made === undefined) {
    made = [float32, attribute.ints('strides', [1, stride, stride, 1]), attribute.string('padding', 'VALID')];
    attributesByStride.set(stride, made);
  }
  return made;
}

const convolve: Apply<'image' | 'filter', Convolution> = defineOperation({
  name: 'Conv2D',
  forward: ({ image, filter }, convolution) => execute('Conv2D', attributes(convolution), [image, filter]),
  savedInputs: ['image', 'filter'],
  gradients: (dy, saved, convolution) => {
    const [image, filter] = saved as [Tensor, Tensor];
    return {
      image: () => imageGradient({ filter, dy }, convolution),
      filter: () => filterGradient({ image, dy }, convolution),
    };
  },
});

const imageGradient: Apply<'filter' | 'dy', Convolution> = defineOperation({
  name: 'Conv2DImageGrad',
  forward: ({ filter, dy }, convolution) =>
    execute('Conv2DBackpropInput', attributes(convolution), [shapeTensor(convolution.imageShape), filter, dy]),
  savedInputs: ['filter', 'dy'],
  gradients: (dImage, saved, convolution) => {
    const [filter, dy] = saved as [Tensor, Tensor];
    return {
      filter: () => filterGradient({ image: dImage, dy }, convolution),
      dy: () => convolve({ image: dImage, filter }, convolution),
    };
  },
});

const filterGradient: Apply<'image' | 'dy', Convolution> = defineOperation({
  name: 'Conv2DFilterGrad',
  forward: ({ image, dy }, convolution) =>
    execute('Conv2DBackpropFilter', attributes(convolution), [image, shapeTensor(convolution.filterShape), dy]),
  savedInputs: ['image', 'dy'],
  gradients: (dFilter, saved, convolution) => {
    const [image, dy] = saved as [Tensor, Tensor];
    return {
      image: () => imageGradient({ filter: dFilter, dy }, convolution),
      dy: () => convolve({ image, filter: dFilter }, convolution),
    };
  },
});

function shapeTensor(shape: readonly number[]): Tensor {
  return tf.tensor1d([...shape], 'int32');
}

/**
 * Convolves x[N, height, width, in] with filter[height, width, in, out] at a stride, without padding, and adds bias[out];
 * float32, differentiable twice and more. INVALID_ARGUMENT for shapes that do not fit.
 */
export function conv2d(x: Tensor, filter: Tensor, bias: Tensor, stride: number): Tensor4D {
  if (x.rank !== 4 || filter.rank !== 4 || x.shape[3] !== filter.shape[2] || bias.shape[0] !== filter.shape[3]) {
    const received = [x, filter, bias].map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
    throw expectationError('INVALID_ARGUMENT', 'x[N, H, W, in], filter[h, w, in, out], bias[out]', received);
  }
  const convolution = { stride, imageShape: x.shape, filterShape: filter.shape };
  return biasAdd(convolve({ image: x, filter }, convolution), bias) as Tensor4D;
}
