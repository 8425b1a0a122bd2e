/**
 * The safetensors format: eight bytes of header length (little endian), the header as JSON, then the tensors' bytes in
 * row-major order, little endian, without gaps. Header: name -> { dtype, shape, data_offsets: [begin, end] }, and optionally
 * __metadata__ with strings.
 */
import { A2pdError, type ErrorDetails } from '@a2pd/core';
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

const arrays = { F32: Float32Array, I32: Int32Array, U8: Uint8Array } as const;
type Dtype = keyof typeof arrays;

/** The bytes of a safetensors file; tensors are laid out in the order given. */
export function encodeSafetensors(tensors: HostTensors, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[metadataKey, metadata]] : [];
  let offset = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    checkHostTensor(name, tensor);
    const end = offset + tensor.data.byteLength;
    header.push([name, { dtype: dtypeOf(tensor), shape: tensor.shape, data_offsets: [offset, end] }]);
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
  for (const { data } of Object.values(tensors)) {
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

function dtypeOf({ data }: HostTensor): Dtype {
  if (data instanceof Float32Array) return 'F32';
  return data instanceof Int32Array ? 'I32' : 'U8';
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
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype)) throw corrupt(`"${name}" in F32, I32 or U8`, dtype);
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
  return new arrays[dtype](copy.buffer);
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
  const text = typeof received === 'string' ? received : JSON.stringify(received);
  return new A2pdError('CORRUPT_ARTEFACT', `Expected a safetensors file with ${expected} but received ${text}`, {
    ...details,
    expected,
    received,
  });
}
