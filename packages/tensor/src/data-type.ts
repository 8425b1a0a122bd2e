import { expectationError } from '@a2pd/core';
import { backend } from './backend.js';
import type { Tensor } from './tf.js';

/** TensorFlow's DataType, as TF_DataType numbers it. */
export const DataType = { float32: 1, int32: 3, uint8: 4, bool: 10, bfloat16: 14, resource: 20 } as const;

/** The type TensorFlow itself has for a tensor; TensorFlow.js calls uint8 "int32". INVALID_STATE for a disposed tensor. */
export function dataTypeOf(tensor: Tensor): number {
  if (tensor.isDisposed) throw expectationError('INVALID_STATE', 'a living tensor', 'a disposed one');
  return backend.tensorMap.get(tensor.dataId).dtype;
}
