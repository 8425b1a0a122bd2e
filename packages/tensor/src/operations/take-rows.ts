import { DataType } from '../data-type.js';
import { attribute, execute } from '../execute.js';
import { type Tensor, tf } from '../tf.js';

const attributes = [
  attribute.type('Tparams', DataType.float32),
  attribute.type('Tindices', DataType.int32),
  attribute.type('Taxis', DataType.int32),
  attribute.int('batch_dims', 0),
];

/**
 * The rows of x[rows, ...] that int32 indices of any shape name; recordable, where TensorFlow.js's gather reads the indices.
 * @returns float32[...indices, ...]; not differentiable
 */
export function takeRows(x: Tensor, indices: Tensor): Tensor {
  return tf.tidy(() => execute('GatherV2', attributes, [x, indices, tf.scalar(0, 'int32')]));
}
