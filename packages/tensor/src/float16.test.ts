import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloat16Bits, toFloat16Bits } from './float16.js';

const rounded = (value: number) => fromFloat16Bits(toFloat16Bits(Float32Array.of(value)))[0]!;

describe('float16', () => {
  it('has the values that IEEE 754 gives', () => {
    const known: [bits: number, value: number][] = [
      [0x0000, 0],
      [0x8000, -0],
      [0x0001, 2 ** -24],
      [0x03ff, 2 ** -14 - 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0x7c00, Number.POSITIVE_INFINITY],
      [0xfc00, Number.NEGATIVE_INFINITY],
    ];
    const bits = Uint16Array.from(known, ([half]) => half);
    expect([...fromFloat16Bits(bits)]).toEqual(known.map(([, value]) => value));
  });

  it('keeps each of its values', () => {
    const all = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);
    const kept = toFloat16Bits(fromFloat16Bits(all));
    const isNan = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    expect(all.filter((bits, i) => !isNan(bits) && kept[i] !== bits)).toEqual(new Uint16Array());
    expect(kept.filter((_, i) => isNan(all[i]!)).every(isNan)).toBe(true);
  });

  it('takes the nearest value, and of two the even one', () => {
    expect(rounded(1 + 2 ** -11)).toBe(1);
    expect(rounded(1 + 3 * 2 ** -11)).toBe(1 + 2 * 2 ** -10);
    expect(rounded(2 ** -25)).toBe(0);
    expect(rounded(3 * 2 ** -25)).toBe(2 * 2 ** -24);
    expect(rounded(65_519)).toBe(65_504);
    expect(rounded(65_520)).toBe(Number.POSITIVE_INFINITY);
    fc.assert(
      fc.property(fc.float({ min: -60_000, max: 60_000, noNaN: true }), (value) => {
        const spacing = Math.max(2 ** -24, 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 10));
        expect(Math.abs(rounded(value) - value)).toBeLessThanOrEqual(spacing / 2);
      }),
      { numRuns: 2000 },
    );
  });
});
