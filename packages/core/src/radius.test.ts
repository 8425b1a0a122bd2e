import { expect, it } from 'vitest';
import { distinctRadii, isSameRadius } from './radius.js';

it('takes a fraction and the decimal number of it for the same radius', () => {
  expect(isSameRadius(1 / 255, 0.0039216)).toBe(true);
  expect(isSameRadius(1 / 255, 0.0039)).toBe(false);
  expect(isSameRadius(0, 1 / 255)).toBe(false);
  expect(distinctRadii([3 / 255, 0.0039216, 1 / 255, 3 / 255, 0])).toEqual([0, 1 / 255, 3 / 255]);
});
