/** As much of the protocol buffer wire format as a GraphDef needs: varints, 32-bit floats and length-delimited fields. */

const WireType = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;

export type Field = Uint8Array;

/** A message of these fields. */
export function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(fields);
}

/** An embedded message, string or bytes field. */
export function bytesField(number: number, value: Uint8Array | string): Field {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([key(number, WireType.lengthDelimited), varint(bytes.length), bytes]);
}

/** An int64, enum or bool field. */
export function integerField(number: number, value: number | boolean): Field {
  return Buffer.concat([key(number, WireType.varint), varint(Number(value))]);
}

export function floatField(number: number, value: number): Field {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([key(number, WireType.fixed32), bytes]);
}

/** A repeated int64 or enum field, packed. */
export function integersField(number: number, values: readonly number[]): Field {
  return bytesField(number, Buffer.concat(values.map(varint)));
}

/** One entry of a map field with string keys and message values. */
export function mapEntryField(number: number, name: string, value: Uint8Array): Field {
  return bytesField(number, message(bytesField(1, name), bytesField(2, value)));
}

function key(number: number, wireType: number): Uint8Array {
  return varint(number * 8 + wireType);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  // Negative numbers are written as the unsigned 64-bit number of the same bits.
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
