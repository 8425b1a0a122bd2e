/** The usual 95% interval of a mean of few independent values (seeds): Student's t. */
import { expectationError } from '@a2pd/core';

/** Mean and half width of its 95% interval; null with fewer than two values. */
export function meanAndInterval95(values: readonly number[]): { mean: number; halfWidth95: number | null } {
  const n = values.length;
  if (n === 0) throw expectationError('INVALID_ARGUMENT', 'at least one value', values);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean, halfWidth95: null };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, halfWidth95: studentQuantile975(n - 1) * Math.sqrt(variance / n) };
}

/** The 0.975 quantile of Student's t, by bisection of its distribution function. */
export function studentQuantile975(degreesOfFreedom: number): number {
  let low = 1;
  let high = 13;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degreesOfFreedom) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(|T| < t) for whole degrees of freedom: Abramowitz and Stegun 26.7.3 and 26.7.4. */
function centralProbability(t: number, degreesOfFreedom: number): number {
  const theta = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const [sine, cosine] = [Math.sin(theta), Math.cos(theta)];
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degreesOfFreedom; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + sine * sum) : sine * sum;
}
