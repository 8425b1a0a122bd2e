/**
 * When the PGM loss (Eq. 12) draws a student to one constant action. A student begins indifferent, π = 1 / A, where the loss is
 * -A^-η ln(A - 1); playing the teacher's most frequent action always, with certainty, it is -m ln(A - 1) for that action's
 * share m. Where m > A^-η the constant policy lies downhill, and its slope back fades: -η π(aT)^η H, both factors near 0.
 */

/** The share of one action above which the constant policy has less PGM loss than the indifferent one: A^-η. */
export function collapseShare(numActions: number, eta: number): number {
  return numActions ** -eta;
}
