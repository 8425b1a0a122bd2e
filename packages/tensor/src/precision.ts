/** What the products and convolutions of a compiled function are computed in. */
import { readFileSync } from 'node:fs';
import { expectationError } from '@a2pd/core';

/** `mixed-bfloat16`: factors in bfloat16, sums and everything else in float32. */
export const precisions = ['float32', 'mixed-bfloat16'] as const;
export type Precision = (typeof precisions)[number];

/**
 * Without instructions of its own for it a processor takes longer in bfloat16 than in float32.
 * @throws A2pdError INVALID_CONFIG where this one has none, or does not say so.
 */
export function requirePrecision(precision: Precision): void {
  if (precision === 'float32' || hasBfloat16()) return;
  const expected = 'a processor with products in bfloat16 (AVX512_BF16 or AMX)';
  throw expectationError('INVALID_CONFIG', expected, 'one without', 'leave the precision at float32');
}

/** Whether the processor has instructions for products in bfloat16; false where that cannot be read. */
export function hasBfloat16(): boolean {
  try {
    return /^(flags|Features)\s*:.*\b(avx512_bf16|amx_bf16|bf16)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false;
  }
}
