import { expect, it } from 'vitest';
import { readSettings } from './settings.js';

it('puts values in by path and leaves the rest', () => {
  const base = { batchSize: 32, parts: { noisy: true, double: true } };
  expect(readSettings(['parts.noisy=false', 'batchSize=64', 'splitBy=row'], base)).toEqual({
    batchSize: 64,
    parts: { noisy: false, double: true },
    splitBy: 'row',
  });
  expect(base.parts.noisy).toBe(true);
});

it('keeps hostile keys ordinary', () => {
  const settings = readSettings(['constructor.prototype.polluted=1'], {});
  expect(Object.hasOwn(settings, 'constructor')).toBe(true);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
  expect(() => readSettings(['__proto__.polluted=1'], {})).toThrow(/key=value/);
});
