/** From the bytes of observations to the input of a network. */
import { expectationError, observationShape, observationSize } from '@a2pd/core';
import { backend } from './backend.js';
import { DataType, dataTypeOf } from './data-type.js';
import { attribute, execute, float32 } from './execute.js';
import { type Tensor, type Tensor4D, tf } from './tf.js';

const transposeAttributes = [float32, attribute.type('Tperm', DataType.int32)];
const castAttributes = [
  attribute.type('SrcT', DataType.uint8),
  attribute.type('DstT', DataType.float32),
  attribute.bool('Truncate', false),
];

/**
 * Uploads observations, uint8[batchSize, 4, 84, 84], as they are: four times fewer bytes than float32. The bytes are
 * copied before this returns; the caller owns the tensor. TensorFlow.js knows no uint8: only `pixelsToInput` reads it.
 */
export function pixels(data: Uint8Array, batchSize: number): Tensor {
  if (data.length !== batchSize * observationSize) {
    throw expectationError('INVALID_BUFFER', `${batchSize} observations of ${observationSize} bytes`, data.length);
  }
  const shape = [batchSize, ...observationShape];
  const id = backend.binding.createTensor(shape, DataType.uint8, data);
  return backend.createOutputTensor({ id, shape, dtype: DataType.uint8 });
}

/** float32[N, 84, 84, 4] in [0, 1], newest frame last, from uint8[N, 4, 84, 84]. */
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
    const channelsLast = execute('Transpose', transposeAttributes, [values, tf.tensor1d([0, 2, 3, 1], 'int32')]);
    return execute('RealDiv', [float32], [channelsLast, tf.scalar(255)]) as Tensor4D;
  });
}
