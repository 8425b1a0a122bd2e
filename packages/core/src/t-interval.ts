/** The usual 95% interval of a mean of few independent values (seeds): Student's t. */
import { expectationError } from './errors.js';
import { studentQuantile975 } from './student-t.js';

/** Mean and half width of its 95% interval; null with fewer than two values. */
export function meanAndInterval95(values: readonly number[]): { mean: number; halfWidth95: number | null } {
  const n = values.length;
  if (n === 0) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, halfWidth95: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth95: studentQuantile975(n - 1) * Math.sqrt(variance / n) };
}
