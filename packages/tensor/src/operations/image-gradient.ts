/**
 * The gradient of a convolution with respect to its image. Where the stride divides filter and image, the image is taken
 * apart into blocks of stride x stride pixels: a convolution at stride 1 of blocks with stride² times the channels is
 * the same sum, and far better suited to the kernels of oneDNN (Nature-DQN's first layer, batch 32: 3.3 ms instead of 10.9).
 */
import { attribute, execute, float32 } from '../execute.js';
import { type Tensor, tf } from '../tf.js';

export interface Convolution {
  readonly stride: number;
  /** Of the image [N, height, width, in] and the filter [height, width, in, out]. */
  readonly imageShape: readonly number[];
  readonly filterShape: readonly number[];
}

/** The attributes of TensorFlow's convolutions without padding. */
export function convolutionAttributes(stride: number) {
  return [float32, attribute.ints('strides', [1, stride, stride, 1]), attribute.string('padding', 'VALID')];
}

/** float32[N, height, width, in] from the filter and the gradient of the result; not differentiable by itself. */
export function computeImageGradient(
  filter: Tensor,
  dy: Tensor,
  { stride, imageShape, filterShape }: Convolution,
): Tensor {
  const sides = [...imageShape.slice(1, 3), ...filterShape.slice(0, 2)];
  if (stride === 1 || sides.some((side) => side % stride !== 0)) {
    return tf.tidy(() => backpropInput(imageShape, filter, dy, stride));
  }
  const [count, height, width, channels] = imageShape as [number, number, number, number];
  const [filterHeight, filterWidth] = [filterShape[0]! / stride, filterShape[1]! / stride];
  const blockChannels = stride * stride * channels;
  return tf.tidy(() => {
    const rows = tf.reshape(filter, [filterHeight, stride, filterWidth, stride, channels, -1]);
    const filterOfBlocks = tf.reshape(tf.transpose(rows, [0, 2, 1, 3, 4, 5]), [
      filterHeight,
      filterWidth,
      blockChannels,
      -1,
    ]);
    const blocks = backpropInput([count, height / stride, width / stride, blockChannels], filterOfBlocks, dy, 1);
    return execute('DepthToSpace', [float32, attribute.int('block_size', stride)], [blocks]);
  });
}

function backpropInput(imageShape: readonly number[], filter: Tensor, dy: Tensor, stride: number): Tensor {
  const shape = tf.tensor1d([...imageShape], 'int32');
  return execute('Conv2DBackpropInput', convolutionAttributes(stride), [shape, filter, dy]);
}
