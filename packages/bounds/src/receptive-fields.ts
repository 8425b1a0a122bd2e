/**
 * What one output of a layer sees of the layers before it. A filter of the third convolution sees 36 x 36 of 84 x 84 pixels: a way
 * back on such squares costs a fifth of one on whole images.
 */
import { imagePatches, type Tensor, type Tensor3D, type Tensor4D } from '@a2pd/tensor';
import { asRows } from './hidden-values.js';
import type { AffineLayer } from './network.js';

/** A square of images, one for each place of the layer; without a size the whole, as a dense layer sees it. */
export interface Field {
  readonly size?: number;
  readonly step?: number;
  /** [size, size, channels], or what the whole is. */
  readonly shape: readonly number[];
}

/**
 * @param inputShapes What each layer is given, without the batch
 * @returns For each of the layers up to `depth`, the part of its inputs that one output of `layers[depth]` sees
 */
export function receptiveFields(
  layers: readonly AffineLayer[],
  inputShapes: readonly (readonly number[])[],
  depth: number,
): Field[] {
  if (layers[depth]!.kernel.rank === 2) return inputShapes.slice(0, depth + 1).map((shape) => ({ shape }));
  const fields: Field[] = [];
  let [size, step] = [1, 1];
  for (let i = depth; i >= 0; i--) {
    const { kernel, stride = 1 } = layers[i]!;
    size = (size - 1) * stride + kernel.shape[0]!;
    step *= stride;
    fields.unshift({ size, step, shape: [size, size, kernel.shape[2]!] });
  }
  return fields;
}

/** x[N, ...] of one layer's inputs as float32[N * places, 1, units of the field]. */
export function cut(x: Tensor, { size, step }: Field): Tensor3D {
  return asRows(size === undefined ? x : imagePatches(x as Tensor4D, size, step!));
}
