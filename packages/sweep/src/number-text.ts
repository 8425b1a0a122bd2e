/** Numbers as people of this field write them: 1/3, 3/255. */

/** Reads "3/255" or "1e-4"; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const [numerator = '', denominator = '1', ...rest] = text.split('/');
  const value = Number(numerator) / Number(denominator);
  return numerator.trim() !== '' && denominator.trim() !== '' && rest.length === 0 && Number.isFinite(value)
    ? value
    : undefined;
}

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
