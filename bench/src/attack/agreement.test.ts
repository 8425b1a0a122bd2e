import { expect, it } from 'vitest';
import { describeAgreement } from './agreement.js';

it('counts the pixels that are equal but for rounding', () => {
  const ours = Float32Array.of(0, 0.5, 0.25, 1);
  const theirs = Float32Array.of(0, 0.5 + 1e-7, 0.5, 1);
  expect(describeAgreement(ours, theirs)).toBe('75.00% of pixels equal, largest difference 0.25');
  expect(describeAgreement(ours, ours)).toBe('100.0000% of pixels equal, largest difference 0.0');
});

it('refuses to compare batches of different sizes', () => {
  expect(() => describeAgreement(new Float32Array(1), new Float32Array(2))).toThrow(
    expect.objectContaining({ code: 'INVALID_BUFFER' }),
  );
});
