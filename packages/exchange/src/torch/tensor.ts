/** A tensor of PyTorch: a view, of any strides, into a store of elements. */
import { expectationError } from '@a2pd/core';
import type { Elements, ElementType, HostTensor } from '@a2pd/tensor';
import type { PickleValue } from '../pickle/unpickle.js';
import { gatherStrided } from '../strided.js';

/** Elements that are kept beside the pickle. */
export class Storage {
  readonly key: string;
  readonly type: ElementType;
  /** In elements. */
  readonly length: number;

  constructor(key: string, type: ElementType, length: number) {
    this.key = key;
    this.type = type;
    this.length = length;
  }
}

const mostDimensions = 8;

export class PlacedTensor {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  /** @throws A2pdError CORRUPT_ARTEFACT unless these are what a tensor is made of. */
  static of(...[storage, offset, shape, strides]: (PickleValue | undefined)[]): PlacedTensor {
    if (!(storage instanceof Storage) || !isCount(offset) || !areCounts(shape) || !areCounts(strides)) {
      throw expectationError('CORRUPT_ARTEFACT', 'a store, an offset, a shape and strides', [offset, shape, strides]);
    }
    return new PlacedTensor(storage, offset, shape, strides);
  }

  /** In elements. */
  get size(): number {
    return this.shape.reduce((product, extent) => product * extent, 1);
  }
}

/** @throws A2pdError CORRUPT_ARTEFACT for a tensor that reaches out of its store. */
export function requirePlaced(name: string, { storage, offset, shape, strides, size }: PlacedTensor): void {
  const last = offset + shape.reduce((sum, extent, i) => sum + (extent - 1) * (strides[i] ?? 0), 0);
  if (shape.length === strides.length && (size === 0 || last < storage.length)) return;
  const received = `[${shape}] of strides [${strides}] from ${offset}`;
  throw expectationError('CORRUPT_ARTEFACT', `"${name}" within its ${storage.length} elements`, received);
}

/** A copy in row-major order, as float32. */
export function contiguous({ offset, shape, strides }: PlacedTensor, elements: Elements): HostTensor {
  return { shape, data: gatherStrided(elements, shape, strides, offset) };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function areCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= mostDimensions && value.every(isCount);
}
