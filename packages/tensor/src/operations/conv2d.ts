/**
 * Convolution without padding. It is linear in the image and in the filter, so its two derivatives and theirs are the
 * same three kernels again, which closes the family under differentiation.
 */
import { expectationError } from '@a2pd/core';
import { execute } from '../execute.js';
import { type Tensor, type Tensor4D, tf } from '../tf.js';
import { biasAdd } from './bias-add.js';
import { type Apply, defineOperation } from './define-operation.js';
import { type Convolution, computeImageGradient, convolutionAttributes } from './image-gradient.js';

const convolve: Apply<'image' | 'filter', Convolution> = defineOperation({
  name: 'Conv2D',
  forward: ({ image, filter }, { stride }) => execute('Conv2D', convolutionAttributes(stride), [image, filter]),
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
  forward: ({ filter, dy }, convolution) => computeImageGradient(filter, dy, convolution),
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
  forward: ({ image, dy }, { stride, filterShape }) =>
    tf.tidy(() => {
      const shape = tf.tensor1d([...filterShape], 'int32');
      return execute('Conv2DBackpropFilter', convolutionAttributes(stride), [image, shape, dy]);
    }),
  savedInputs: ['image', 'dy'],
  gradients: (dFilter, saved, convolution) => {
    const [image, dy] = saved as [Tensor, Tensor];
    return {
      image: () => imageGradient({ filter: dFilter, dy }, convolution),
      dy: () => convolve({ image, filter: dFilter }, convolution),
    };
  },
});

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

/**
 * The transpose of `conv2d` as a linear map: what each entry of y[N, height, width, out] gives back to an image of shape
 * [N, ...imageShape], by filter[height, width, in, out] at a stride; float32, differentiable twice and more.
 * INVALID_ARGUMENT for shapes that do not fit.
 */
export function conv2dTranspose(
  y: Tensor,
  filter: Tensor,
  stride: number,
  imageShape: readonly [height: number, width: number, channels: number],
): Tensor4D {
  const [filterHeight, filterWidth, channels, outputs] = filter.shape as [number, number, number, number];
  const side = (image: number, size: number) => Math.floor((image - size) / stride) + 1;
  const expected = [side(imageShape[0], filterHeight), side(imageShape[1], filterWidth), outputs];
  if (y.rank !== 4 || String(y.shape.slice(1)) !== String(expected) || channels !== imageShape[2]) {
    const received = [y.shape, filter.shape, imageShape].map((shape) => `[${shape.join(', ')}]`).join(', ');
    const wanted = `y[N, ${expected.join(', ')}] and an image of ${channels} channels`;
    throw expectationError('INVALID_ARGUMENT', wanted, received);
  }
  const convolution = { stride, imageShape: [y.shape[0]!, ...imageShape], filterShape: filter.shape };
  return imageGradient({ filter, dy: y }, convolution) as Tensor4D;
}
