/**
 * Agreement beyond chance (Cohen, "A Coefficient of Agreement for Nominal Scales", 1960): 1 where two always choose alike, 0
 * where they agree as often as if each chose with its own frequencies but without looking, as one constant choice does.
 * @param agreement Share of the states in which they choose alike.
 * @param oneCounts How often the one chose each action; `otherCounts` the other.
 * @returns At most 1; 0 as well where both always choose the same, which tells nothing.
 */
export function cohensKappa(agreement: number, oneCounts: readonly number[], otherCounts: readonly number[]): number {
  const chance = dot(oneCounts, otherCounts) / (sum(oneCounts) * sum(otherCounts));
  return chance < 1 ? (agreement - chance) / (1 - chance) : 0;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((total, count, action) => total + count * (other[action] ?? 0), 0);
}
