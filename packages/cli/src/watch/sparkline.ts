/** A curve in one line of text. */
const levels = '▁▂▃▄▅▆▇█';

/** All of `values` from left to right in at most `width` characters, each the mean of its share; lowest to highest. */
export function sparkline(values: readonly number[], width: number): string {
  const means = shares(values, Math.min(width, values.length));
  const min = means.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const max = means.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return means
    .map((value) => levels[max > min ? Math.round(((value - min) / (max - min)) * (levels.length - 1)) : 0])
    .join('');
}

function shares(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => {
    const share = values.slice(Math.floor((i * values.length) / count), Math.floor(((i + 1) * values.length) / count));
    return share.reduce((sum, value) => sum + value, 0) / share.length;
  });
}
