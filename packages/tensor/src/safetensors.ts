/**
 * The safetensors format: eight bytes of header length (little endian), the header as JSON, then the tensors' bytes in
 * row-major order, little endian, without gaps. Header: name -> { dtype, shape, data_offsets: [begin, end] }, and optionally
 * __metadata__ with strings.
 */
import { type A2pdError, type ErrorDetails, expectationError } from '@a2pd/core';
import {
  type Elements,
  type ElementType,
  elementBytes,
  isElementType,
  readElements,
  type StoredTensor,
  writeElements,
} from './element-type.js';
import { checkHostTensor, type HostTensor, type HostTensors, sizeOf } from './host-tensor.js';

export interface SafetensorsContents {
  readonly tensors: HostTensors;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface StoredContents {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const metadataKey = '__metadata__';
const lengthBytes = 8;
/** As the reference implementation limits it. */
const maxHeaderBytes = 100_000_000;
const alignment = 8;

/** The types of our own artefacts; floats of two bytes are read as float32. */
const ownTypes: readonly ElementType[] = ['F32', 'F16', 'I32', 'U8'];
/** Types of the format that we do not read. */
const foreignTypes: readonly unknown[] = ['F8_E4M3', 'F8_E5M2', 'F8_E8M0', 'F4', 'F6_E2M3', 'F6_E3M2', 'C64'];

export interface SafetensorsOptions {
  /** `F16` halves the file: float32 is rounded to the nearest float16, and read back as float32. */
  readonly floats?: 'F32' | 'F16' | undefined;
}

/**
 * The bytes of a safetensors file; tensors are laid out in the order given.
 * @throws A2pdError INVALID_ARGUMENT for a value beyond float16 where that was asked for, and for the name __metadata__.
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
  return encodeStored(stored, metadata);
}

/** The same for tensors as they are stored. */
export function encodeStored(
  tensors: Iterable<readonly [name: string, StoredTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const entries = [...tensors];
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[metadataKey, metadata]] : [];
  let offset = 0;
  for (const [name, { type, shape, bytes }] of entries) {
    if (name === metadataKey) throw expectationError('INVALID_ARGUMENT', 'a name that safetensors has not taken', name);
    const end = offset + bytes.byteLength;
    header.push([name, { dtype: type, shape, data_offsets: [offset, end] }]);
    offset = end;
  }
  // From entries: assigned to an object, a tensor named __proto__ would vanish.
  const json = Buffer.from(JSON.stringify(Object.fromEntries(header)));
  // Spaces after the JSON make the data begin on a multiple of eight, as the format advises.
  const headerBytes = Math.ceil(json.length / alignment) * alignment;
  const file = Buffer.alloc(lengthBytes + headerBytes + offset);
  file.writeBigUInt64LE(BigInt(headerBytes));
  file.fill(' ', lengthBytes, lengthBytes + headerBytes);
  json.copy(file, lengthBytes);
  let position = lengthBytes + headerBytes;
  for (const [, { bytes }] of entries) {
    file.set(bytes, position);
    position += bytes.byteLength;
  }
  return file;
}

/**
 * Reads a safetensors file's bytes, copying them.
 * @throws A2pdError CORRUPT_ARTEFACT for anything the format does not allow, INCOMPATIBLE_ARTEFACT for types that our own
 * artefacts do not have.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsContents {
  const { tensors, metadata } = decodeStored(bytes);
  const read = Object.entries(tensors).map(([name, stored]): [string, HostTensor] => {
    if (!ownTypes.includes(stored.type)) throw foreign(name, stored.type, ownTypes);
    return [name, { shape: stored.shape, data: readElements(stored) as HostTensor['data'] }];
  });
  return { tensors: Object.fromEntries(read), metadata };
}

/** The same of any type; the bytes are views. */
export function decodeStored(bytes: Uint8Array): StoredContents {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < lengthBytes) throw corrupt(`${lengthBytes} bytes of header length`, view.length);
  const headerBytes = view.readBigUInt64LE();
  if (headerBytes > maxHeaderBytes || headerBytes > view.length - lengthBytes) {
    throw corrupt(`a header within ${view.length} bytes`, `${headerBytes} bytes of header`);
  }
  const dataBegin = lengthBytes + Number(headerBytes);
  const header = parseHeader(view.toString('utf8', lengthBytes, dataBegin));
  const data = view.subarray(dataBegin);

  const tensors: [string, StoredTensor][] = [];
  const ranges: [number, number][] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === metadataKey) metadata = parseMetadata(entry);
    else {
      const { type, shape, range } = parseEntry(name, entry);
      ranges.push(range);
      tensors.push([name, { type, shape, bytes: bytesOf(name, type, shape, range, data) }]);
    }
  }
  checkWithoutGaps(ranges, data.length);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function storedTensor(name: string, { shape, data }: HostTensor, floats: 'F32' | 'F16'): StoredTensor {
  const type = data instanceof Int32Array ? 'I32' : data instanceof Uint8Array ? 'U8' : floats;
  if (type === 'F16') {
    const beyond = (data as Float32Array).find((value) => Number.isFinite(value) && Math.abs(value) >= 65_520);
    if (beyond !== undefined) throw expectationError('INVALID_ARGUMENT', `"${name}" within float16`, beyond, 'use F32');
  }
  return { type, shape, bytes: writeElements(type, data as Elements) };
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

function parseEntry(name: string, entry: unknown): { type: ElementType; shape: number[]; range: [number, number] } {
  if (!isRecord(entry)) throw corrupt(`a description of "${name}"`, entry);
  const { dtype, shape, data_offsets: range } = entry;
  if (foreignTypes.includes(dtype)) throw foreign(name, dtype, ['F32']);
  if (!isElementType(dtype)) throw corrupt(`a known type of "${name}"`, dtype);
  if (!isCounts(shape)) throw corrupt(`a shape of "${name}"`, shape);
  if (!isCounts(range) || range.length !== 2) throw corrupt(`two offsets of "${name}"`, range);
  return { type: dtype, shape, range: range as [number, number] };
}

function bytesOf(name: string, type: ElementType, shape: number[], [begin, end]: [number, number], data: Buffer) {
  const bytes = sizeOf(shape) * elementBytes(type);
  if (end - begin !== bytes || end > data.length) {
    throw corrupt(`${bytes} bytes of "${name}" within ${data.length}`, `[${begin}, ${end})`);
  }
  return data.subarray(begin, end);
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

/** A sound file, and not for us. */
function foreign(name: string, type: unknown, expected: readonly string[]): A2pdError {
  const remedy = `convert it to ${expected[0]}`;
  return expectationError('INCOMPATIBLE_ARTEFACT', `"${name}" in ${expected.join(', ')}`, type, remedy);
}

function corrupt(expected: string, received: unknown, details: ErrorDetails = {}): A2pdError {
  const remedy = 'restore the file from a copy or make it again';
  return expectationError('CORRUPT_ARTEFACT', `a safetensors file with ${expected}`, received, remedy, details);
}
