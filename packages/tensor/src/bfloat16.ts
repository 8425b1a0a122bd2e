/** bfloat16: the upper half of a float32. */

/** The nearest bfloat16 of every value, ties to even, as its bits. */
export function toBfloat16Bits(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, (single, i) =>
    // A NaN stays one, also where all its bits are in the lower half.
    Number.isNaN(values[i]) ? (single >>> 16) | 0x40 : (single + 0x7fff + ((single >>> 16) & 1)) >>> 16,
  );
}

/** The exact values of bfloat16 bits. */
export function fromBfloat16Bits(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
