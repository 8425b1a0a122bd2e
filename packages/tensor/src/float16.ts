/**
 * IEEE 754 half precision, for weights on disk: one sign bit, five of exponent, ten of mantissa. Node 20 and 22 have no
 * Float16Array.
 */

const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

/** The nearest float16 of every value, ties to even, as its bits; from 65,520 on that is infinity. */
export function toFloat16Bits(values: Float32Array): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, float16Bits);
}

/** The exact values of float16 bits. */
export function fromFloat16Bits(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, float16Value);
}

const singleInfinity = 0x7f80_0000;
/** 65,520: halfway from the largest float16 to what would be the next. */
const overflow = 0x477f_f000;
/** 2^-14: below it a float16 is subnormal. */
const smallestNormal = 0x3880_0000;
/** The difference of the two exponents' biases, 127 - 15, where a float32 has its exponent. */
const biasDifference = 0x3800_0000;

function float16Bits(value: number): number {
  single[0] = value;
  const bits = singleBits[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fff_ffff;
  if (magnitude > singleInfinity) return sign | 0x7e00;
  if (magnitude >= overflow) return sign | 0x7c00;
  if (magnitude < smallestNormal) return sign | roundToEven(Math.abs(value) * 2 ** 24);
  const roundedUp = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((roundedUp - biasDifference) >>> 13);
}

function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
