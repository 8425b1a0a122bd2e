/** NumPy's .npy format, as much of it as arrays of pixels and labels take: https://numpy.org/neps/nep-0001-npy-format.html */
import { expectationError } from '@a2pd/core';
import { type ElementType, elementBytes, type StoredTensor } from '@a2pd/tensor';

const magic = Buffer.from('\x93NUMPY', 'latin1');
/** The data begin on a multiple of this. */
const alignment = 64;

/** NumPy's names of the types that we read. */
const typeNames: Readonly<Record<string, ElementType>> = {
  ...{ '|b1': 'BOOL', '|u1': 'U8', '|i1': 'I8', '<u2': 'U16', '<i2': 'I16', '<u4': 'U32', '<i4': 'I32' },
  ...{ '<u8': 'U64', '<i8': 'I64', '<f2': 'F16', '<f4': 'F32', '<f8': 'F64' },
};

/** NumPy has no bfloat16. */
export type NumpyType = Exclude<ElementType, 'BF16'>;

/** @throws A2pdError CORRUPT_ARTEFACT for damaged files, INVALID_ARGUMENT for types and orders that we do not read. */
export function decodeNpy(file: string, bytes: Uint8Array): StoredTensor {
  const { header, data } = split(file, bytes);
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (dimensions === undefined || order === undefined) throw corrupt(file, 'a header with shape and order', header);
  if (order === 'True') {
    const remedy = 'save numpy.ascontiguousarray(array)';
    throw expectationError('INVALID_ARGUMENT', `rows first in ${file}`, 'Fortran order', remedy);
  }
  const type = dtype !== undefined && Object.hasOwn(typeNames, dtype) ? typeNames[dtype] : undefined;
  if (type === undefined) {
    const remedy = 'save the array as uint8, float32 or int32';
    throw expectationError('INVALID_ARGUMENT', `${Object.keys(typeNames).join(', ')} in ${file}`, dtype, remedy);
  }
  const shape = dimensions
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const numBytes = shape.reduce((product, extent) => product * extent, 1) * elementBytes(type);
  if (data.length !== numBytes) throw corrupt(file, `${numBytes} bytes of data`, data.length);
  return { type, shape, bytes: data };
}

/** Version 1.0, little endian, rows first. */
export function encodeNpy({ type, shape, bytes }: StoredTensor & { readonly type: NumpyType }): Uint8Array {
  const dtype = Object.keys(typeNames).find((name) => typeNames[name] === type);
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${extents}), }`;
  const prefixBytes = magic.length + 4;
  const headerBytes = Math.ceil((prefixBytes + header.length + 1) / alignment) * alignment - prefixBytes;
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  prefix.set([1, 0], magic.length);
  prefix.writeUInt16LE(headerBytes, magic.length + 2);
  return Buffer.concat([prefix, Buffer.from(`${header.padEnd(headerBytes - 1)}\n`), bytes]);
}

function split(file: string, bytes: Uint8Array): { header: string; data: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 12 || !buffer.subarray(0, magic.length).equals(magic)) {
    throw corrupt(file, 'a file of NumPy, which begins with its name', `${buffer.length} other bytes`);
  }
  const version = buffer[magic.length]!;
  const lengthBytes = version === 1 ? 2 : 4;
  const start = magic.length + 2 + lengthBytes;
  const length = version === 1 ? buffer.readUInt16LE(start - 2) : buffer.readUInt32LE(start - 4);
  if (start + length > buffer.length) throw corrupt(file, `a header of ${length} bytes`, buffer.length - start);
  return { header: buffer.toString('latin1', start, start + length), data: buffer.subarray(start + length) };
}

function corrupt(file: string, expected: string, received: unknown) {
  return expectationError(
    'CORRUPT_ARTEFACT',
    `${expected} in ${file}`,
    received,
    'save the array again with numpy.save',
  );
}
