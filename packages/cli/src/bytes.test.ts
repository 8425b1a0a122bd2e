import { expect, it } from 'vitest';
import { bytes, formatBytes } from './bytes.js';

it.each([
  ['2GB', 2e9],
  ['1.5 GiB', 1.5 * 2 ** 30],
  ['500MB', 5e8],
  ['0', 0],
])('reads %s', (text, amount) => expect(bytes(text)).toBe(amount));

it.each(['', 'GB', '2 gigs', '-1GB', '1e9', '2GB2', '1 __proto__'])('refuses %j', (text) => {
  expect(() => bytes(text)).toThrow(/e.g. 2GB/);
});

it.each([
  [7.07e9, '7.1 GB'],
  [28.4e6, '28 MB'],
  [312_000, '312 kB'],
  [0, '0.0 kB'],
])('writes %d as %s', (amount, text) => expect(formatBytes(amount)).toBe(text));
