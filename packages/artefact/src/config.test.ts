import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from './config.js';

const schema = z.strictObject({ batchSize: z.number().int().positive().default(32), name: z.string() });

it('fills in defaults', () => {
  expect(parseConfig(schema, { name: 'x' }, 'test config')).toEqual({ batchSize: 32, name: 'x' });
});

it('names every wrong and unknown key', () => {
  expect(() => parseConfig(schema, { batchSize: -1, learningRat: 1 }, 'test config')).toThrow(
    /Invalid test config: batchSize: .*; name: .*; \(top level\): .*learningRat/,
  );
});

it('says what an unknown key was meant to be, where one beside it is written alike', () => {
  const nested = z.strictObject({ training: schema });
  const parse = (training: object) => () => parseConfig(nested, { training }, 'test config');
  expect(parse({ name: 'x', batchSize: 1, batchSiz: 2 })).toThrow(/"batchSiz"; did you mean batchSize\?$/);
  expect(parse({ name: 'x', batchSize: 1, colour: 2 })).toThrow(/"colour"$/);
});
