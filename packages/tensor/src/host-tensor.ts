/** Tensors outside TensorFlow: what checkpoints, tests and initialisers hold. */
import { expectationError } from '@a2pd/core';

export interface HostTensor {
  readonly shape: readonly number[];
  /** In row-major order; as long as the product of `shape`. */
  readonly data: Float32Array | Int32Array | Uint8Array;
}

export type HostTensors = Readonly<Record<string, HostTensor>>;

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/** Throws INVALID_BUFFER unless a tensor's data are as long as its shape says. */
export function checkHostTensor(name: string, { shape, data }: HostTensor): void {
  if (!shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)) {
    throw expectationError('INVALID_BUFFER', `a shape of "${name}" of whole numbers`, shape);
  }
  if (sizeOf(shape) !== data.length) {
    throw expectationError(
      'INVALID_BUFFER',
      `${sizeOf(shape)} elements of "${name}" [${shape.join(', ')}]`,
      data.length,
    );
  }
}
