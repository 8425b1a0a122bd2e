import { expect, it } from 'vitest';
import { studentQuantile975 } from './student-t.js';

// SciPy: scipy.stats.t.ppf(0.975, n).
it.each([
  [1, 12.706204736],
  [2, 4.3026527297],
  [3, 3.1824463053],
  [10, 2.228138852],
  [49, 2.0095752372],
  [1000, 1.9623390808],
])('for %i degrees of freedom is %f', (degrees, quantile) => {
  expect(studentQuantile975(degrees)).toBeCloseTo(quantile, 8);
});

it('wants degrees of freedom', () => {
  expect(() => studentQuantile975(0)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
