/** Index of the largest value, the first of equals: the action that a policy with these scores takes. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/**
 * The argmax of each row.
 * @param matrix [rows, columns], row by row
 * @returns int32[rows]
 */
export function rowArgmax(matrix: Float32Array, columns: number): Int32Array {
  return Int32Array.from({ length: matrix.length / columns }, (_, row) =>
    argmax(matrix.subarray(row * columns, (row + 1) * columns)),
  );
}
