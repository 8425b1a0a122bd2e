/** The 0.975 quantile of Student's t for whole degrees of freedom: half the width of a 95% interval in standard errors. */
import { requirePositiveInteger } from './errors.js';

/** By bisection of the distribution function, to all digits. @throws A2pdError INVALID_ARGUMENT. */
export function studentQuantile975(degreesOfFreedom: number): number {
  requirePositiveInteger('degrees of freedom', degreesOfFreedom);
  let low = 1.9;
  let high = 12.8;
  while (true) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (centralProbability(middle, degreesOfFreedom) < 0.95) low = middle;
    else high = middle;
  }
}

/** P(|T| < t): Abramowitz and Stegun 26.7.3 and 26.7.4. */
function centralProbability(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = degreesOfFreedom % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < degreesOfFreedom; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
