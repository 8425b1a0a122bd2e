/** Serializes recorded operations as TensorFlow's GraphDef (tensorflow/core/framework/{graph,node_def,attr_value}.proto). */
import { A2pdError } from '@a2pd/core';
import type { Attribute } from '../backend.js';
import { attribute } from '../execute.js';
import { bytesField, floatField, integerField, integersField, mapEntryField, message } from './protobuf.js';

export interface Node {
  readonly name: string;
  readonly operation: string;
  /** "node", "node:1", or "^node" for an order without data. */
  readonly inputs: readonly string[];
  readonly attributes: readonly Attribute[];
  /** Attributes already serialized as AttrValue messages, by name. */
  readonly encoded?: Readonly<Record<string, Uint8Array>>;
}

/** Any version since functions have been stable; the runtime only refuses graphs newer than it can read. */
const producerVersion = 1000;

/** A serialized GraphDef of these nodes. */
export function encodeGraph(nodes: readonly Node[]): Uint8Array {
  return message(
    ...nodes.map((node) => bytesField(1, encodeNode(node))),
    bytesField(4, integerField(1, producerVersion)),
  );
}

/** An AttrValue holding a tensor; `content` in TensorFlow's memory layout. */
export function tensorAttribute(dtype: number, shape: readonly number[], content: Uint8Array): Uint8Array {
  return bytesField(8, message(integerField(1, dtype), bytesField(2, encodeShape(shape)), bytesField(4, content)));
}

/** An AttrValue holding a list of one shape. */
export function shapesAttribute(shape: readonly number[]): Uint8Array {
  return bytesField(1, bytesField(7, encodeShape(shape)));
}

/** An AttrValue holding a list of one type. */
export function typesAttribute(dtype: number): Uint8Array {
  return bytesField(1, integersField(6, [dtype]));
}

function encodeNode({ name, operation, inputs, attributes, encoded = {} }: Node): Uint8Array {
  return message(
    bytesField(1, name),
    bytesField(2, operation),
    ...inputs.map((input) => bytesField(3, input)),
    ...attributes.map((given) => mapEntryField(5, given.name, encodeAttribute(given))),
    ...Object.entries(encoded).map(([key, value]) => mapEntryField(5, key, value)),
  );
}

/** How each kind of attribute is written, by the number the binding has for the kind. */
const encoders: Readonly<Record<number, (value: never) => Uint8Array>> = {
  [attribute.string('', '').type]: (value: string) => bytesField(2, value),
  [attribute.int('', 0).type]: (value: number | readonly number[]) =>
    typeof value === 'number' ? integerField(3, value) : bytesField(1, integersField(3, value)),
  [attribute.float('', 0).type]: (value: number) => floatField(4, value),
  [attribute.bool('', false).type]: (value: boolean) => integerField(5, value),
  [attribute.type('', 0).type]: (value: number) => integerField(6, value),
  [attribute.shape('', []).type]: (value: readonly number[]) => bytesField(7, encodeShape(value)),
};

function encodeAttribute({ name, type, value }: Attribute): Uint8Array {
  const encode = encoders[type];
  if (encode === undefined || (typeof value !== 'number' && type === attribute.float('', 0).type)) {
    const expected = 'a string, integer, float, boolean, type or shape';
    throw new A2pdError('NOT_RECORDABLE', `Expected attribute "${name}" to be ${expected} but it is ${String(value)}`, {
      expected,
      received: value,
    });
  }
  return encode(value as never);
}

function encodeShape(shape: readonly number[]): Uint8Array {
  return message(...shape.map((dimension) => bytesField(2, integerField(1, dimension))));
}
