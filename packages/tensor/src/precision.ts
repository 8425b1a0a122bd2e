/** What the products and convolutions of a compiled function are computed in. */
import { readFileSync } from 'node:fs';
import { expectationError } from '@a2pd/core';

/** `mixed-bfloat16`: factors in bfloat16, sums and everything else in float32. */
export const precisions = ['float32', 'mixed-bfloat16'] as const;
export type Precision = (typeof precisions)[number];

/** What a training may be asked for: `fastest` is settled by `findFastestPrecision` before it begins. */
export const precisionChoices = [...precisions, 'fastest'] as const;
export type PrecisionChoice = (typeof precisionChoices)[number];

/** @throws A2pdError INVALID_CONFIG where the choice is left to a measurement that nobody has made. */
export function requireSettled(choice: PrecisionChoice = 'float32'): Precision {
  if (choice !== 'fastest') return choice;
  throw expectationError('INVALID_CONFIG', precisions.join(' or '), choice, 'call settlePrecision first');
}

/**
 * Without instructions of its own for it a processor takes longer in bfloat16 than in float32.
 * @throws A2pdError INVALID_CONFIG where this one has none, or does not say so.
 */
export function requirePrecision(precision: Precision): void {
  if (precision === 'float32' || hasBfloat16()) return;
  const expected = 'a processor with products in bfloat16 (AVX512_BF16 or AMX)';
  const remedy = 'leave the precision at float32; what began in another goes on where there is such a processor';
  throw expectationError('INVALID_CONFIG', expected, 'one without', remedy);
}

/**
 * Whether the processor has instructions for products in bfloat16; false where that cannot be read.
 * @param cpuInfo As Linux describes the processor.
 */
export function hasBfloat16(cpuInfo = ownCpuInfo()): boolean {
  return /^(flags|Features)\s*:.*\b(avx512_bf16|amx_bf16|bf16)\b/m.test(cpuInfo);
}

function ownCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
