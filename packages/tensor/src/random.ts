/** Random tensors as pure functions of a seed tensor, which may change from call to call of a compiled step. */

import { DataType } from './data-type.js';
import { attribute, execute } from './execute.js';
import { type Tensor, tf } from './tf.js';

const attributes = [
  attribute.type('dtype', DataType.float32),
  attribute.type('T', DataType.int32),
  attribute.type('Tseed', DataType.int32),
];

/** Standard normal float32 numbers; `seed` is int32[2]. The same seed gives the same numbers. */
export function statelessNormal(shape: readonly number[], seed: Tensor): Tensor {
  return draw('StatelessRandomNormal', shape, seed);
}

/** float32 numbers uniform in [0, 1); `seed` is int32[2]. The same seed gives the same numbers. */
export function statelessUniform(shape: readonly number[], seed: Tensor): Tensor {
  return draw('StatelessRandomUniform', shape, seed);
}

function draw(operation: string, shape: readonly number[], seed: Tensor): Tensor {
  return tf.tidy(() => execute(operation, attributes, [tf.tensor1d([...shape], 'int32'), seed]));
}
