import { type Attribute, backend } from './backend.js';
import { DataType } from './data-type.js';
import type { Tensor } from './tf.js';

/** TensorFlow's AttrType, as TF_AttrType numbers it. */
const AttributeType = { string: 0, int: 1, float: 2, bool: 3, type: 4, shape: 5 } as const;

/** Makers of attributes; an operation's fixed ones are best made once. */
export const attribute = {
  type: (name: string, value: number): Attribute => ({ name, type: AttributeType.type, value }),
  bool: (name: string, value: boolean): Attribute => ({ name, type: AttributeType.bool, value }),
  float: (name: string, value: number): Attribute => ({ name, type: AttributeType.float, value }),
  int: (name: string, value: number): Attribute => ({ name, type: AttributeType.int, value }),
  ints: (name: string, value: readonly number[]): Attribute => ({ name, type: AttributeType.int, value }),
  string: (name: string, value: string): Attribute => ({ name, type: AttributeType.string, value }),
  shape: (name: string, value: readonly number[]): Attribute => ({ name, type: AttributeType.shape, value }),
} as const;

export const float32 = attribute.type('T', DataType.float32);

/** Runs one TensorFlow operation with one output. No gradient is known for it: wrap it in `defineOperation` for one. */
export function execute(name: string, attributes: readonly Attribute[], inputs: readonly Tensor[]): Tensor {
  const [output] = backend.binding.executeOp(name, attributes, backend.getInputTensorIds(inputs), 1);
  return backend.createOutputTensor(output!);
}
