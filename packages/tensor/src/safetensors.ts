/**
 * The safetensors format: eight bytes of header length (little endian), the header as JSON, then the tensors' bytes in
 * row-major order, little endian, without gaps. Header: name -> { dtype, shape, data_offsets: [begin, end] }, and optionally
 * __metadata__ with strings.
 */
import { type A2pdError, type ErrorDetails, expectationError } from '@a2pd/core';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';
import { checkHostTensor, type HostTensor, type HostTensors, sizeOf } from './host-tensor.js';

export interface SafetensorsContents {
  readonly tensors: HostTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

const metadataKey = '__metadata__';
const lengthBytes = 8;
/** As the reference implementation limits it. */
const maxHeaderBytes = 100_000_000;
const alignment = 8;

const arrays = { F32: Float32Array, F16: Uint16Array, I32: Int32Array, U8: Uint8Array } as const;
type Dtype = keyof typeof arrays;

export interface SafetensorsOptions {
  /** `F16` halves the file: float32 is rounded to the nearest float16, and read back as float32. */
  readonly floats?: 'F32' | 'F16';
}

/**
 * The bytes of a safetensors file; tensors are laid out in the order given.
 * @throws A2pdError INVALID_ARGUMENT for a value beyond float16 where that was asked for.
 */
export function encodeSafetensors(
  tensors: HostTensors,
  metadata: Readonly<Record<string, string>> = {},
  { floats = 'F32' }: SafetensorsOptions = {},
): Uint8Array {
  const stored: [string, StoredTensor][] = Object.entries(tensors).map(([name, tensor]) => {
    checkHostTensor(name, tensor);
    return [name, storedTensor(name, tensor, floats)];
  });
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[metadataKey, metadata]] : [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of stored) {
    const end = offset + data.byteLength;
    header.push([name, { dtype, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // From entries: assigned to an object, a tensor named __proto__ would vanish.
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  // Spaces after the JSON make the data begin on a multiple of eight, as the format advises.
  const headerBytes = Math.ceil(json.length / alignment) * alignment;
  const bytes = Buffer.alloc(lengthBytes + headerBytes + offset);
  bytes.writeBigUInt64LE(BigInt(headerBytes));
  bytes.fill(' ', lengthBytes, lengthBytes + headerBytes);
  json.copy(bytes, lengthBytes);
  let position = lengthBytes + headerBytes;
  for (const [, { data }] of stored) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** Reads a safetensors file's bytes, copying them. CORRUPT_ARTEFACT for anything the format does not allow. */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContents {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < lengthBytes) throw corrupt(`${lengthBytes} bytes of header length`, view.length);
  const headerBytes = view.readBigUInt64LE();
  if (headerBytes > maxHeaderBytes || headerBytes > view.length - lengthBytes) {
    throw corrupt(`a header within ${view.length} bytes`, `${headerBytes} bytes of header`);
  }
  const dataBegin = lengthBytes + Number(headerBytes);
  const header = parseHeader(view.toString('utf8', lengthBytes, dataBegin));
  const data = view.subarray(dataBegin);

  const tensors: [string, HostTensor][] = [];
  const ranges: [number, number][] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === metadataKey) metadata = parseMetadata(entry);
    else {
      const { dtype, shape, range } = parseEntry(name, entry);
      ranges.push(range);
      tensors.push([name, { shape, data: copyArray(name, dtype, shape, range, data) }]);
    }
  }
  checkWithoutGaps(ranges, data.length);
  return { tensors: Object.fromEntries(tensors), metadata };
}

interface StoredTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: HostTensor['data'] | Uint16Array;
}

function storedTensor(name: string, { shape, data }: HostTensor, floats: 'F32' | 'F16'): StoredTensor {
  if (data instanceof Int32Array) return { dtype: 'I32', shape, data };
  if (data instanceof Uint8Array) return { dtype: 'U8', shape, data };
  if (floats === 'F32') return { dtype: 'F32', shape, data };
  const beyond = data.find((value) => Number.isFinite(value) && Math.abs(value) >= 65_520);
  if (beyond !== undefined) throw expectationError('INVALID_ARGUMENT', `"${name}" within float16`, beyond, 'use F32');
  return { dtype: 'F16', shape, data: toFloat16Bits(data) };
}

function parseHeader(text: string): object {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw corrupt('a header in JSON', 'something else', { cause });
  }
  if (!isRecord(header)) throw corrupt('a header with names', header);
  return header;
}

function parseMetadata(entry: unknown): Readonly<Record<string, string>> {
  if (!isRecord(entry) || !Object.values(entry).every((value) => typeof value === 'string')) {
    throw corrupt('metadata of strings', entry);
  }
  return entry as Record<string, string>;
}

function parseEntry(name: string, entry: unknown): { dtype: Dtype; shape: number[]; range: [number, number] } {
  if (!isRecord(entry)) throw corrupt(`a description of "${name}"`, entry);
  const { dtype, shape, data_offsets: range } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype))
    throw corrupt(`"${name}" in F32, F16, I32 or U8`, dtype);
  if (!isCounts(shape)) throw corrupt(`a shape of "${name}"`, shape);
  if (!isCounts(range) || range.length !== 2) throw corrupt(`two offsets of "${name}"`, range);
  return { dtype: dtype as Dtype, shape, range: range as [number, number] };
}

function copyArray(name: string, dtype: Dtype, shape: number[], [begin, end]: [number, number], data: Buffer) {
  const bytes = sizeOf(shape) * arrays[dtype].BYTES_PER_ELEMENT;
  if (end - begin !== bytes || end > data.length) {
    throw corrupt(`${bytes} bytes of "${name}" within ${data.length}`, `[${begin}, ${end})`);
  }
  const copy = Uint8Array.prototype.slice.call(data, begin, end);
  const array = new arrays[dtype](copy.buffer);
  return array instanceof Uint16Array ? fromFloat16Bits(array) : array;
}

function checkWithoutGaps(ranges: [number, number][], bytes: number): void {
  let end = 0;
  for (const [begin, next] of ranges.sort(([a, aEnd], [b, bEnd]) => a - b || aEnd - bEnd)) {
    if (begin !== end) throw corrupt(`tensors without gaps, the next at ${end}`, begin);
    end = next;
  }
  if (end !== bytes) throw corrupt(`${end} bytes of data`, bytes);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function corrupt(expected: string, received: unknown, details: ErrorDetails = {}): A2pdError {
  const remedy = 'restore the file from a copy or make it again';
  return expectationError('CORRUPT_ARTEFACT', `a safetensors file with ${expected}`, received, remedy, details);
}
