import { expect, it } from 'vitest';
import { isDueAnyway, isDueByGap } from './strikes.js';

const sure = Float32Array.of(9, 0, 0);
const unsure = Float32Array.of(0.1, 0, 0);

it('strikes every n-th step, from the first on', () => {
  expect([0, 1, 2, 3, 4].filter((step) => isDueAnyway({ kind: 'every', steps: 2 }, step))).toEqual([0, 2, 4]);
  expect(isDueAnyway({ kind: 'always' }, 1)).toBe(true);
  expect(isDueAnyway({ kind: 'gap-above', gap: 0 }, 0)).toBe(false);
});

it('strikes by how sure the policy is', () => {
  const due = (kind: 'gap-above' | 'gap-below') =>
    [sure, unsure].map((scores) => isDueByGap({ kind, gap: 0.5 }, scores));
  expect(due('gap-above')).toEqual([true, false]);
  expect(due('gap-below')).toEqual([false, true]);
  expect(isDueByGap({ kind: 'always' }, sure)).toBe(false);
});
