/** Numbers as the tables and captions print them. */
import { type Interval, percentWithin } from '@a2pd/core';

/** What stands where nothing was measured. */
export const notMeasured = '–';

/** A return: one decimal, thousands set apart where it is long. */
export function formatReturn(value: number): string {
  return withMinus(value.toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }));
}

export function formatMeanAndDeviation(mean: number, standardDeviation: number | null): string {
  return standardDeviation === null ? formatReturn(mean) : `${formatReturn(mean)} ± ${formatReturn(standardDeviation)}`;
}

export function formatInterval([low, high]: readonly [number, number]): string {
  return `[${formatReturn(low)}, ${formatReturn(high)}]`;
}

/** An amount that is in percent already. */
export function formatPercent(percent: number | null): string {
  return percent === null ? notMeasured : withMinus(`${percent.toFixed(1)}%`);
}

/** A share in [0, 1] as percent. */
export function formatShare(share: number | null): string {
  return share === null ? notMeasured : formatPercent(share * 100);
}

/** The same with its 95% interval, where there is one. */
export function formatShareWithin(share: number, interval: Interval | null): string {
  return withMinus(percentWithin(share, interval));
}

export function formatGap(gap: number | null): string {
  return gap === null ? notMeasured : withMinus(gap.toFixed(3));
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** "bank_heist" to "Bank Heist". */
export function gameTitle(game: string): string {
  return game
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

function withMinus(text: string): string {
  return text.replace('-', '−');
}
