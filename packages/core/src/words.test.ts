import { expect, it } from 'vitest';
import { formatBytes, formatDuration, formatEpsilon, percent, visible, visibleWord } from './words.js';

it.each([
  [1 / 255, '1/255'],
  [2.5 / 255, '2.5/255'],
  [1 / 2550, '0.1/255'],
  [Math.fround(3 / 255), '3/255'],
  [0, '0'],
  [0.3, '0.3'],
  [0.01, '0.01'],
  [1, '1'],
  [12.5, '12.5'],
])('writes the radius %d as %s', (epsilon, text) => expect(formatEpsilon(epsilon)).toBe(text));

it('shows what would steer a terminal or turn the writing', () => {
  const hostile = 'a\u001b[2J\u009b31m\u202ecod.exe\u2066\u2028\r\0é🎮\tb\nc';
  const shown = 'a\\u001b[2J\\u009b31m\\u202ecod.exe\\u2066\\u2028\\u000d\\u0000é🎮\tb\nc';
  expect(visible(hostile)).toBe(shown);
  expect(visibleWord(hostile)).toBe(shown.replace('\t', '\\u0009').replace('\n', '\\u000a'));
  // Of JSON it changes nothing but the writing.
  expect(JSON.parse(visible(JSON.stringify({ hostile })))).toEqual({ hostile });
});

it.each([
  [0.123, 1, '12.3%'],
  [1, 0, '100%'],
])('writes the share %d with %d digits as %s', (share, digits, text) => expect(percent(share, digits)).toBe(text));

it.each([
  [7.07e9, '7.1 GB'],
  [28.4e6, '28 MB'],
  [312_000, '312 kB'],
  [0, '0 bytes'],
  [12.3, '12 bytes'],
  [999.7, '1.0 kB'],
  [9_960, '10 kB'],
  [999_600, '1.0 MB'],
])('writes %d bytes as %s', (amount, text) => expect(formatBytes(amount)).toBe(text));

it.each([
  [59.4, '59s'],
  [61, '1m01s'],
  [3_725, '1h02m'],
])('writes %d seconds as %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
