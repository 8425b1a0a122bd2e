/**
 * What float32 may hide. A sum of n products, in any order and with or without fused multiply-adds, is off by at most
 * γ(n) Σ|w||x| with γ(n) = n u / (1 - n u), u = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, Sec. 3.1).
 */
const unitRoundoff = 2 ** -24;

/** Room for the few operations before and after a sum: bias, ReLU, its lines, halving and adding the ends of an interval. */
const operationsAround = 16;

/** Above what denormals that are flushed to 0 can add up to (n 2^-126), below anything that matters. */
export const underflowMargin = 2 ** -100;

/**
 * Twice γ of a layer that sums `terms` products: once for the bound's own rounding, once for that of the network whose
 * decision is certified, which computes the same layer in whatever order it likes.
 */
export function roundingMargin(terms: number): number {
  return 2 * gamma(terms);
}

/**
 * The share of T = |W| h + |b| (h: the largest inputs) that a backward pass deducts, |M| T of it for coefficients M on the layer's
 * outputs: 2γ(terms) for the network's rounding and for that of the values at the centre, γ(backTerms) for the product
 * M W, whose error of γ |M| |W| stands before inputs of at most h; docs/decisions/0006-bounds.md.
 */
export function backwardMargin(terms: number, backTerms: number): number {
  return roundingMargin(terms) + gamma(backTerms);
}

/** Relative error of a sum of terms that are all positive, twice over. */
export function sumMargin(terms: number): number {
  return 2 * gamma(terms);
}

function gamma(terms: number): number {
  const n = terms + operationsAround;
  return (n * unitRoundoff) / (1 - n * unitRoundoff);
}
