/** Reads "3/255" or "1e-4", numbers as people of this field write them; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const [numerator = '', denominator = '1', ...rest] = text.split('/');
  const value = Number(numerator) / Number(denominator);
  const isWhole = numerator.trim() !== '' && denominator.trim() !== '' && rest.length === 0;
  return isWhole && Number.isFinite(value) ? value : undefined;
}
