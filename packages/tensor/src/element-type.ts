/** Types that elements have in files, by the names that safetensors gives them; little endian all of them. */
import { fromBfloat16Bits, toBfloat16Bits } from './bfloat16.js';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';

/** A tensor as a file holds it. */
export interface StoredTensor {
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** In row-major order. */
  readonly bytes: Uint8Array;
}

/** Numbers as they are read; whole ones beyond 2^53 as the nearest float64. */
export type Elements =
  | Uint8Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;

interface Type {
  readonly bytes: number;
  /** Owns nothing: the buffer is the result's. */
  readonly read: (buffer: ArrayBuffer) => Elements;
}

const types = {
  BOOL: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
  U8: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
  I8: { bytes: 1, read: (buffer) => new Int8Array(buffer) },
  U16: { bytes: 2, read: (buffer) => new Uint16Array(buffer) },
  I16: { bytes: 2, read: (buffer) => new Int16Array(buffer) },
  F16: { bytes: 2, read: (buffer) => fromFloat16Bits(new Uint16Array(buffer)) },
  BF16: { bytes: 2, read: (buffer) => fromBfloat16Bits(new Uint16Array(buffer)) },
  U32: { bytes: 4, read: (buffer) => new Uint32Array(buffer) },
  I32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  F32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  U64: { bytes: 8, read: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) },
  I64: { bytes: 8, read: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
  F64: { bytes: 8, read: (buffer) => new Float64Array(buffer) },
} as const satisfies Record<string, Type>;

export type ElementType = keyof typeof types;
/** Those that a pixel can be stored in. */
export type PixelType = 'U8' | 'F16' | 'BF16' | 'F32' | 'F64';

export function isElementType(name: unknown): name is ElementType {
  return typeof name === 'string' && Object.hasOwn(types, name);
}

export function elementBytes(type: ElementType): number {
  return types[type].bytes;
}

/** A copy: a view of wider numbers must begin at a multiple of their size. */
export function readElements({ type, bytes }: StoredTensor): Elements {
  return types[type].read(new Uint8Array(bytes).buffer);
}

/** The bytes of numbers, each rounded to the nearest of the type; views where they are of that type already. */
export function writeElements(type: PixelType | 'I32', values: Elements): Uint8Array {
  const array = arrayOf(type, values);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function arrayOf(type: PixelType | 'I32', values: Elements) {
  switch (type) {
    case 'U8':
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
    case 'I32':
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case 'F32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'F64':
      return values instanceof Float64Array ? values : Float64Array.from(values);
    case 'F16':
      return toFloat16Bits(Float32Array.from(values));
    case 'BF16':
      return toBfloat16Bits(Float32Array.from(values));
  }
}

/**
 * The number of the type that is nearest to `value` among those from `value` to `from`, which is one of the type: a change
 * that is stored is never larger than it was. For pixels, which are not negative.
 */
export function roundTowards(type: 'F16' | 'BF16', value: number, from: number): number {
  const [toBits, fromBits] = type === 'F16' ? [toFloat16Bits, fromFloat16Bits] : [toBfloat16Bits, fromBfloat16Bits];
  const bits = toBits(Float32Array.of(value));
  const nearest = fromBits(bits)[0]!;
  if ((nearest - value) * (from - value) >= 0) return nearest;
  // The bits of numbers that are not negative are in the order of the numbers.
  return fromBits(Uint16Array.of(bits[0]! + Math.sign(from - value)))[0]!;
}
