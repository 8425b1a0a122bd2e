/** NumPy's .npy format, as much of it as arrays of pixels and labels take: https://numpy.org/neps/nep-0001-npy-format.html */
import { expectationError } from '@a2pd/core';
import type { HostTensor } from '@a2pd/tensor';

const magic = Buffer.from('\x93NUMPY', 'latin1');
/** The data begin on a multiple of this. */
const alignment = 64;

/** How elements of each type are read; wider numbers than ours are narrowed. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => HostTensor['data']>> = {
  '|u1': (bytes) => Uint8Array.from(bytes),
  '<f4': (bytes) => new Float32Array(copied(bytes)),
  '<f8': (bytes) => Float32Array.from(new Float64Array(copied(bytes))),
  '<i4': (bytes) => new Int32Array(copied(bytes)),
  '<i8': (bytes) => Int32Array.from(new BigInt64Array(copied(bytes)), Number),
};

/** @throws A2pdError CORRUPT_ARTEFACT for damaged files, INVALID_ARGUMENT for types and orders that we do not read. */
export function decodeNpy(file: string, bytes: Uint8Array): HostTensor {
  const { header, data } = split(file, bytes);
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (dimensions === undefined || order === undefined) throw corrupt(file, 'a header with shape and order', header);
  if (order === 'True') {
    const remedy = 'save numpy.ascontiguousarray(array)';
    throw expectationError('INVALID_ARGUMENT', `rows first in ${file}`, 'Fortran order', remedy);
  }
  const read = dtype === undefined ? undefined : readers[dtype];
  if (read === undefined) {
    const remedy = 'save the array as uint8, float32 or int32';
    throw expectationError('INVALID_ARGUMENT', `${Object.keys(readers).join(', ')} in ${file}`, dtype, remedy);
  }
  const shape = dimensions
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(Number);
  const numBytes = shape.reduce((product, extent) => product * extent, 1) * Number(dtype!.slice(2));
  if (data.length !== numBytes) throw corrupt(file, `${numBytes} bytes of data`, data.length);
  return { shape, data: read(data) };
}

/** Version 1.0, little endian, rows first. */
export function encodeNpy({ shape, data }: HostTensor): Uint8Array {
  const dtype = data instanceof Uint8Array ? '|u1' : data instanceof Int32Array ? '<i4' : '<f4';
  const extents = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const header = `{'descr': '${dtype}', 'fortran_order': False, 'shape': (${extents}), }`;
  const prefixBytes = magic.length + 4;
  const headerBytes = Math.ceil((prefixBytes + header.length + 1) / alignment) * alignment - prefixBytes;
  const prefix = Buffer.alloc(prefixBytes);
  magic.copy(prefix);
  prefix.set([1, 0], magic.length);
  prefix.writeUInt16LE(headerBytes, magic.length + 2);
  return Buffer.concat([
    prefix,
    Buffer.from(`${header.padEnd(headerBytes - 1)}\n`),
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  ]);
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

/** Of memory of their own: a view of wider numbers must begin at a multiple of their size. */
function copied(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function corrupt(file: string, expected: string, received: unknown) {
  return expectationError(
    'CORRUPT_ARTEFACT',
    `${expected} in ${file}`,
    received,
    'save the array again with numpy.save',
  );
}
