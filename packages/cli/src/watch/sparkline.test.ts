import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sparkline } from './sparkline.js';

it.each([
  [[], ''],
  [[3, 3], '▁▁'],
  [[0, 1, 2, 3, 4, 5, 6, 7], '▁▂▃▄▅▆▇█'],
  [[-10, 10, -10], '▁█▁'],
])('draws %j as "%s"', (values, text) => expect(sparkline(values, 8)).toBe(text));

it('puts means of equal shares into a narrow line', () => {
  expect(sparkline([0, 0, 1, 1, 0, 0, 2, 2], 4)).toBe('▁▅▁█');
});

it('never exceeds its width and always draws', () => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 40 }), (numbers, width) => {
      const line = sparkline(numbers, width);
      expect(line).toMatch(/^[▁▂▃▄▅▆▇█]+$/);
      expect(line).toHaveLength(Math.min(width, numbers.length));
    }),
  );
});
