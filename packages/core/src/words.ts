/** Figures as people read them, the same wherever they are written. */
import type { Interval } from './share-interval.js';

/** Steers a terminal or turns the direction of writing. */
const steering = /[\p{Cc}\p{Bidi_C}\p{Zl}\p{Zp}]/gu;

/** Text with what may have come from elsewhere: what would steer whatever shows it is shown as JSON escapes it, "\\u202e". */
export function visible(text: string): string {
  return text.replace(steering, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** The same for a name or value, which stays on its line. */
export function visibleWord(text: string): string {
  return text.replace(steering, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A radius or a change of a pixel, in [0, 1]: few grey levels as such (3/255, 0.1/255), others as they are (0.3). */
export function formatEpsilon(amount: number): string {
  const greyLevels = amount * 255;
  const tenths = Math.round(greyLevels * 10) / 10;
  const isFewLevels = greyLevels > 0 && greyLevels < 26 && Math.abs(greyLevels - tenths) < 1e-6;
  return isFewLevels ? `${tenths}/255` : String(Number(amount.toPrecision(4)));
}

/** A share: 0.123 is "12.3%". */
export function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)}%`;
}

/** A share with its 95% interval, where there is one: "12.3% [8.0%, 17.5%]". */
export function percentWithin(share: number, interval: Interval | null): string {
  if (interval === null) return percent(share);
  return `${percent(share)} [${interval.map((end) => percent(end)).join(', ')}]`;
}

const byteUnits = [
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
] as const;

/** In powers of ten, as pip and disks have them: "7.1 GB", "28 MB", "312 kB", "12 bytes". */
export function formatBytes(amount: number): string {
  // From where rounding makes it one of the unit.
  const found = byteUnits.find(([, size]) => amount >= 0.9995 * size);
  if (found === undefined) return `${Math.round(amount)} bytes`;
  const [unit, size] = found;
  const value = amount / size;
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${unit}`;
}

/** "45s", "3m09s", "39h30m"; "?" for what has no end. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours}h${String(minutes).padStart(2, '0')}m`;
  return minutes > 0 ? `${minutes}m${String(whole % 60).padStart(2, '0')}s` : `${whole}s`;
}

/** Three digits, or all of a whole number. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();
}
