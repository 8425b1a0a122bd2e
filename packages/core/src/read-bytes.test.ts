import { expect, it } from 'vitest';
import { readBytes } from './read-bytes.js';

it.each([
  ['2GB', 2e9],
  ['1.5 GiB', 1.5 * 2 ** 30],
  ['500MB', 5e8],
  ['0', 0],
])('reads %s', (text, amount) => expect(readBytes(text)).toBe(amount));

it.each(['', 'GB', '2 gigs', '-1GB', '1e9', '2GB2', '1 __proto__'])('does not read %j', (text) => {
  expect(readBytes(text)).toBeUndefined();
});
