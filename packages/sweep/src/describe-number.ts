/** The shortest usual text: whole numbers and short decimals as they are, otherwise a small fraction, or four digits. */
export function describeNumber(value: number): string {
  const decimal = String(value);
  if (decimal.length <= 7) return decimal;
  for (const denominator of [3, 6, 7, 9, 255]) {
    const numerator = Math.round(value * denominator);
    if (numerator !== 0 && numerator / denominator === value) return `${numerator}/${denominator}`;
  }
  return String(Number(value.toPrecision(4)));
}
