/** From the bytes of observations to the input of a network. */
import { expectationError, observationShape, observationSize } from '@a2pd/core';
import { backend } from './backend.js';
import { DataType, dataTypeOf } from './data-type.js';
import { attribute, execute, float32 } from './execute.js';
import { interleaveFrames } from './interleave.js';
import { type Tensor, type Tensor4D, tf } from './tf.js';

const [numFrames, height, width] = observationShape;
const castAttributes = [
  attribute.type('SrcT', DataType.uint8),
  attribute.type('DstT', DataType.float32),
  attribute.bool('Truncate', false),
];

/**
 * Uploads observations, uint8[batchSize, 4, 84, 84], as bytes: four times fewer than float32. They become the channels of
 * pixels, uint8[batchSize, 84, 84, 4], and are copied before this returns; the caller owns the tensor. TensorFlow.js knows no
 * uint8: only `pixelsToInput` reads it.
 */
export function pixels(data: Uint8Array, batchSize: number): Tensor {
  if (!(data instanceof Uint8Array)) {
    throw expectationError('INVALID_BUFFER', 'observations as a Uint8Array, pixels 0 to 255', data);
  }
  if (data.length !== batchSize * observationSize) {
    throw expectationError('INVALID_BUFFER', `${batchSize} observations of ${observationSize} bytes`, data.length);
  }
  const shape = [batchSize, height, width, numFrames];
  const id = backend.binding.createTensor(shape, DataType.uint8, interleaveFrames(data));
  return backend.createOutputTensor({ id, shape, dtype: DataType.uint8 });
}

/** float32[N, 84, 84, 4] in [0, 1], newest frame last, from what `pixels` made. */
export function pixelsToInput(observations: Tensor): Tensor4D {
  if (dataTypeOf(observations) !== DataType.uint8 || observations.rank !== 4) {
    throw expectationError(
      'INVALID_ARGUMENT',
      'observations made by pixels()',
      `${observations.dtype}[${observations.shape}]`,
    );
  }
  return tf.tidy(() => {
    const values = execute('Cast', castAttributes, [observations]);
    return execute('RealDiv', [float32], [values, tf.scalar(255)]) as Tensor4D;
  });
}
