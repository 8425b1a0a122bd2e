import { describe, expect, it } from 'vitest';
import { type ElementType, readElements, roundTowards, writeElements } from './element-type.js';

const bytesOf = ({ buffer }: { readonly buffer: ArrayBufferLike }) => new Uint8Array(buffer);

describe('elements', () => {
  it.each<[ElementType, Uint8Array, number[]]>([
    ['BOOL', Uint8Array.of(0, 1), [0, 1]],
    ['I8', bytesOf(Int8Array.of(-3)), [-3]],
    ['U16', bytesOf(Uint16Array.of(65_535)), [65_535]],
    ['I16', bytesOf(Int16Array.of(-3)), [-3]],
    ['U32', bytesOf(Uint32Array.of(2 ** 32 - 1)), [2 ** 32 - 1]],
    ['I64', bytesOf(BigInt64Array.of(2n ** 32n + 2n, -5n)), [2 ** 32 + 2, -5]],
    ['U64', bytesOf(BigUint64Array.of(2n ** 63n)), [2 ** 63]],
    ['F64', bytesOf(Float64Array.of(0.1)), [0.1]],
    ['F16', bytesOf(Uint16Array.of(0x3555)), [0.333251953125]],
    ['BF16', bytesOf(Uint16Array.of(0x3eab, 0x7fc0)), [0.333984375, Number.NaN]],
  ])('%s are read, wherever they begin', (type, bytes, values) => {
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const elements = readElements({ type, shape: [values.length], bytes: shifted.subarray(1) });
    expect([...elements]).toEqual(values);
  });

  it.each(['F16', 'BF16', 'F32', 'F64'] as const)('%s come back as they were written', (type) => {
    const values = Float64Array.of(0, 0.5, 1, 255 / 256, Number.POSITIVE_INFINITY, Number.NaN);
    expect([...readElements({ type, shape: [6], bytes: writeElements(type, values) })]).toEqual([...values]);
  });
});

describe('roundTowards', () => {
  it.each(['F16', 'BF16'] as const)('never lets a change grow, and loses less than one step of %s', (type) => {
    const step = type === 'F16' ? 2 ** -11 : 2 ** -8;
    for (let level = 0; level <= 255; level++) {
      const from = readElements({ type, shape: [1], bytes: writeElements(type, Float32Array.of(level / 255)) })[0]!;
      for (const change of [-3, -1, -0.1, 0, 0.1, 1, 3]) {
        const value = Math.fround(Math.min(1, Math.max(0, from + change / 255)));
        const rounded = roundTowards(type, value, from);
        expect(Math.abs(rounded - from)).toBeLessThanOrEqual(Math.abs(value - from));
        expect(Math.abs(rounded - value)).toBeLessThan(step);
        expect(readElements({ type, shape: [1], bytes: writeElements(type, Float32Array.of(rounded)) })[0]).toBe(
          rounded,
        );
      }
    }
  });
});
