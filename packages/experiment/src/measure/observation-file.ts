/** Observations that people bring: .npy or safetensors, bytes or floats in [0, 1], channels first or last. */
import { extname } from 'node:path';
import { makerMark, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError, expectationError, observationShape, observationSize } from '@a2pd/core';
import {
  decodeStored,
  type Elements,
  type ElementType,
  encodeStored,
  type HostTensors,
  type PixelType,
  readElements,
  roundTowards,
  type StoredTensor,
  writeElements,
} from '@a2pd/tensor';
import { readNamedFile } from '../run/named-file.js';
import { decodeNpy, encodeNpy } from './numpy-file.js';

export type Layout = 'nchw' | 'nhwc';

export interface ObservationFile {
  readonly count: number;
  readonly layout: Layout;
  readonly type: PixelType;
  readonly shape: readonly number[];
  /** Grey levels as bytes, or as floats in [0, 1]. */
  readonly data: Elements;
  /** Their tensor's name in a safetensors file. */
  readonly name: string;
  /** What a safetensors file holds beside them, as it came. */
  readonly others: Readonly<Record<string, StoredTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What people call the types of pixels. */
export const pixelTypeNames = {
  U8: 'uint8',
  F16: 'float16',
  BF16: 'bfloat16',
  F32: 'float32',
  F64: 'float64',
} as const satisfies Record<PixelType, string>;

const floatTypes: readonly ElementType[] = ['F16', 'BF16', 'F32', 'F64'];
const [numFrames, height, width] = observationShape;
const numPlaces = height * width;

/** Whether a file of this name is one that we read and write. @throws A2pdError INVALID_ARGUMENT. */
export function requireArrayFile(file: string): void {
  if (['.npy', '.safetensors'].includes(extname(file))) return;
  throw expectationError('INVALID_ARGUMENT', 'a file *.npy or *.safetensors', file);
}

/**
 * @param stated The layout that the user says it is; told by the shape when absent.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT; INVALID_ARGUMENT for other shapes, types and layouts than these.
 */
export async function readObservations(file: string, stated?: Layout): Promise<ObservationFile> {
  const { name, array, ...beside } = await readArray(file, 'observations');
  const layout = layoutOf(file, array.shape);
  if (stated !== undefined && stated !== layout) {
    throw expectationError('INVALID_ARGUMENT', `${stated} in ${file}`, `${layout}, shape [${array.shape.join(', ')}]`);
  }
  const { type, shape } = array;
  if (!Object.hasOwn(pixelTypeNames, type)) {
    const remedy = 'save them as uint8, or as float32 in [0, 1]';
    throw expectationError('INVALID_ARGUMENT', `uint8 or float observations in ${file}`, type, remedy);
  }
  const data = readElements(array);
  if (data.length === 0) throw expectationError('INVALID_ARGUMENT', `observations in ${file}`, 'none');
  const wrong = data.findIndex((pixel) => !Number.isFinite(pixel));
  if (wrong >= 0) {
    const where = `observation ${Math.floor(wrong / observationSize)} of ${file}`;
    throw expectationError('INVALID_ARGUMENT', `pixels in [0, 1] in ${where}`, data[wrong], 'look at how it was made');
  }
  return { name, count: shape[0]!, layout, type: type as PixelType, data, shape, ...beside };
}

/**
 * One whole number for each observation; which actions there are the policy knows.
 * @throws A2pdError as `readObservations`, and INVALID_ARGUMENT for another number of labels.
 */
export async function readLabels(file: string, count: number): Promise<Elements> {
  requireArrayFile(file);
  const { array } = await readArray(file, 'labels');
  const { type, shape } = array;
  const isWhole = type !== 'BOOL' && !floatTypes.includes(type);
  if (!isWhole || shape.length !== 1 || shape[0] !== count) {
    const received = `${type} [${shape.join(', ')}]`;
    throw expectationError('INVALID_ARGUMENT', `whole numbers [${count}] in ${file}`, received, 'one action each');
  }
  return readElements(array);
}

/** int32[count]. @throws A2pdError INVALID_ARGUMENT for a label that is no action. */
export function requireActions(labels: Elements, numActions: number): Int32Array {
  const wrong = labels.find((label) => label < 0 || label >= numActions);
  if (wrong === undefined) return Int32Array.from(labels);
  throw expectationError('INVALID_ARGUMENT', `labels in [0, ${numActions})`, wrong, 'name actions of the policy');
}

/** Whether pixels of this type can be written to a file of this name. @throws A2pdError INVALID_ARGUMENT. */
export function requireStorable(file: string, type: PixelType): void {
  if (type !== 'BF16' || extname(file) !== '.npy') return;
  const remedy = 'name an output that ends in .safetensors';
  throw expectationError('INVALID_ARGUMENT', `a type that NumPy has for ${file}`, pixelTypeNames[type], remedy);
}

/** Writes what `readObservations` read with other pixels; a safetensors file holds the extra tensors too. */
export async function writeObservations(
  file: string,
  { name, type, shape, others, metadata }: ObservationFile,
  data: Elements,
  extra: HostTensors,
): Promise<void> {
  const array = { type, shape, bytes: writeElements(type, data) };
  if (extname(file) === '.npy') return writeFileAtomically(file, encodeNpy({ ...array, type: type as 'F32' }));
  const made = Object.entries(extra).map(([name, { shape, data }]): [string, StoredTensor] => [
    name,
    { type: 'I32', shape, bytes: writeElements('I32', data as Elements) },
  ]);
  const kept = Object.entries(others).filter(([other]) => !Object.hasOwn(extra, other));
  await writeFileAtomically(file, encodeStored([[name, array], ...kept, ...made], { ...metadata, a2pd: makerMark }));
}

/** float32[count, 84, 84, 4] in [0, 1], as networks take them, of the observations from `first` on. */
export function toInput({ layout, type }: ObservationFile, data: Elements, first: number, count: number): Float32Array {
  const input = new Float32Array(count * observationSize);
  const scale = type === 'U8' ? 1 / 255 : 1;
  forEachPixel(layout, count, (there, here) => {
    input[here] = data[first * observationSize + there]! * scale;
  });
  return input;
}

/**
 * Writes float32[count, 84, 84, 4] back where `toInput` took it from. A pixel that did not change stays as it came, and what
 * the type cannot hold is rounded towards that: no change grows.
 */
export function fromInput(input: Float32Array, file: ObservationFile, into: Elements, first: number): void {
  const { layout, type, data } = file;
  forEachPixel(layout, input.length / observationSize, (there, here) => {
    const place = first * observationSize + there;
    const [pixel, clean] = [input[here]!, data[place]!];
    into[place] = storedPixel(type, pixel, clean);
  });
}

function storedPixel(type: PixelType, pixel: number, clean: number): number {
  if (type === 'U8') return Math.round(pixel * 255);
  if (pixel === Math.fround(clean)) return clean;
  return type === 'F16' || type === 'BF16' ? roundTowards(type, pixel, clean) : pixel;
}

function forEachPixel(layout: Layout, count: number, visit: (there: number, here: number) => void): void {
  for (let n = 0; n < count; n++) {
    const start = n * observationSize;
    for (let place = 0; place < numPlaces; place++) {
      for (let frame = 0; frame < numFrames; frame++) {
        const here = start + place * numFrames + frame;
        visit(layout === 'nhwc' ? here : start + frame * numPlaces + place, here);
      }
    }
  }
}

function layoutOf(file: string, shape: readonly number[]): Layout {
  const rest = shape.slice(1).join();
  if (shape.length === 4 && rest === [numFrames, height, width].join()) return 'nchw';
  if (shape.length === 4 && rest === [height, width, numFrames].join()) return 'nhwc';
  const expected = `observations [N, 4, 84, 84] or [N, 84, 84, 4] in ${file}`;
  throw expectationError('INVALID_ARGUMENT', expected, `[${shape.join(', ')}]`, 'stack four frames, newest last');
}

/** A file's only array, or of several the one of the usual name, and what is beside it. */
async function readArray(file: string, usualName: string) {
  const bytes = await readNamedFile(file);
  if (extname(file) === '.npy') return { name: usualName, array: decodeNpy(file, bytes), others: {}, metadata: {} };
  const { tensors, metadata } = decodeNamed(file, bytes);
  const names = Object.keys(tensors);
  const name = names.length === 1 ? names[0]! : usualName;
  const { [name]: array, ...others } = tensors;
  if (array === undefined) {
    throw expectationError('INVALID_ARGUMENT', `one tensor, or one named "${usualName}", in ${file}`, names);
  }
  return { name, array, others, metadata };
}

function decodeNamed(file: string, bytes: Uint8Array): ReturnType<typeof decodeStored> {
  try {
    return decodeStored(bytes);
  } catch (cause) {
    if (!(cause instanceof A2pdError)) throw cause;
    throw new A2pdError(cause.code, `${file}: ${cause.message}`, { ...cause.details, file, cause });
  }
}
