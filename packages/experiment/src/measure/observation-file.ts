/** Observations that people bring: .npy or safetensors, bytes or floats in [0, 1], channels first or last. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { writeFileAtomically } from '@a2pd/artefact';
import { A2pdError, expectationError, observationShape, observationSize } from '@a2pd/core';
import { type HostTensor, type HostTensors, loadSafetensors, saveSafetensors } from '@a2pd/tensor';
import { decodeNpy, encodeNpy } from './numpy-file.js';

export type Layout = 'nchw' | 'nhwc';

export interface ObservationFile {
  /** Their tensor's name in a safetensors file. */
  readonly name: string;
  readonly count: number;
  readonly layout: Layout;
  /** uint8, or float32 in [0, 1]. */
  readonly data: Uint8Array | Float32Array;
  readonly shape: readonly number[];
}

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
  const [name, { shape, data }] = await readArray(file, 'observations');
  const layout = layoutOf(file, shape);
  if (stated !== undefined && stated !== layout) {
    throw expectationError('INVALID_ARGUMENT', `${stated} in ${file}`, `${layout}, shape [${shape.join(', ')}]`);
  }
  if (data instanceof Int32Array) {
    const remedy = 'save them as uint8, or as float32 in [0, 1]';
    throw expectationError('INVALID_ARGUMENT', `uint8 or float32 observations in ${file}`, 'int32', remedy);
  }
  if (data.length === 0) throw expectationError('INVALID_ARGUMENT', `observations in ${file}`, 'none');
  const firstNaN = data instanceof Float32Array ? data.findIndex(Number.isNaN) : -1;
  if (firstNaN >= 0) {
    const where = `observation ${Math.floor(firstNaN / observationSize)} of ${file}`;
    throw expectationError('INVALID_ARGUMENT', `pixels in [0, 1] in ${where}`, Number.NaN, 'look at how it was made');
  }
  return { name, count: shape[0]!, layout, data, shape };
}

/** int32[count]. @throws A2pdError as `readObservations`, and INVALID_ARGUMENT for another number of labels. */
export async function readLabels(file: string, count: number): Promise<Int32Array> {
  requireArrayFile(file);
  const [, { shape, data }] = await readArray(file, 'labels');
  if (data instanceof Float32Array || shape.length !== 1 || data.length !== count) {
    const received = `${data.constructor.name} [${shape.join(', ')}]`;
    throw expectationError('INVALID_ARGUMENT', `whole numbers [${count}] in ${file}`, received, 'one action each');
  }
  return Int32Array.from(data);
}

/** Writes what `readObservations` read with other pixels; a safetensors file holds the extra tensors too. */
export async function writeObservations(
  file: string,
  { name, shape }: ObservationFile,
  data: ObservationFile['data'],
  extra: HostTensors,
): Promise<void> {
  if (extname(file) === '.npy') await writeFileAtomically(file, encodeNpy({ shape, data }));
  else await saveSafetensors(file, { [name]: { shape, data }, ...extra });
}

/** float32[count, 84, 84, 4] in [0, 1], as networks take them, of the observations from `first` on. */
export function toInput({ layout, data }: ObservationFile, first: number, count: number): Float32Array {
  const input = new Float32Array(count * observationSize);
  const scale = data instanceof Uint8Array ? 1 / 255 : 1;
  forEachPixel(layout, count, (there, here) => {
    input[here] = data[first * observationSize + there]! * scale;
  });
  return input;
}

/** Writes float32[count, 84, 84, 4] back where `toInput` took it from. */
export function fromInput(input: Float32Array, layout: Layout, into: ObservationFile['data'], first: number): void {
  const isBytes = into instanceof Uint8Array;
  forEachPixel(layout, input.length / observationSize, (there, here) => {
    into[first * observationSize + there] = isBytes ? Math.round(input[here]! * 255) : input[here]!;
  });
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

/** A file's only array, or of several the one of the usual name. */
async function readArray(file: string, usualName: string): Promise<[string, HostTensor]> {
  if (extname(file) === '.npy') return [usualName, decodeNpy(file, await readBytes(file))];
  const { tensors } = await loadSafetensors(file);
  const names = Object.keys(tensors);
  const name = names.length === 1 ? names[0]! : usualName;
  const tensor = tensors[name];
  if (tensor === undefined) {
    throw expectationError('INVALID_ARGUMENT', `one tensor, or one named "${usualName}", in ${file}`, names);
  }
  return [name, tensor];
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new A2pdError('FILE_UNAVAILABLE', `Expected a readable file at ${file}`, { expected: file, cause });
  }
}
