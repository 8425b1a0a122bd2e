import { A2pdError } from './errors.js';

/**
 * The scores themselves: an argmax over NaN is the first action, which would look like a decision.
 * @param name Whose they are.
 * @throws A2pdError NOT_FINITE.
 */
export function requireFiniteScores(scores: Float32Array, name: string): Float32Array {
  if (scores.every(Number.isFinite)) return scores;
  const remedy = 'its weights are damaged or its training diverged';
  throw new A2pdError('NOT_FINITE', `Expected finite scores from ${name} but received NaN or infinity; ${remedy}`, {
    remedy,
  });
}
