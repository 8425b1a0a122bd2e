/** Elements of an array that are apart by strides, one for each axis; PyTorch stores tensors so, and a transpose is no more. */

/** Of row-major order, in elements. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
}

/** A copy in row-major order of what has this shape and these strides, from an offset on. */
export function gatherStrided(
  elements: ArrayLike<number | bigint>,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Float32Array<ArrayBuffer> {
  const gathered = new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  const index = shape.map(() => 0);
  let source = offset;
  for (let i = 0; i < gathered.length; i++) {
    gathered[i] = Number(elements[source]!);
    // The next index, as an odometer counts.
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}
