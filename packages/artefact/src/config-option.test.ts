import { expect, it } from 'vitest';
import { z } from 'zod';
import { optionsOf } from './config-option.js';

it('lists the keys of a schema with type, choices, default and help', () => {
  const schema = z
    .strictObject({
      name: z.literal('pgd'),
      epsilon: z.number().min(0).describe('radius').default(0.5),
      steps: z.int().min(1).describe('how many'),
      norm: z.enum(['linf', 'l2']).describe('of the ball').default('linf'),
      randomStart: z.boolean().describe('begin anywhere').default(false),
      stepSize: z.number().positive().optional(),
    })
    .refine(() => true);
  expect(optionsOf(schema)).toEqual([
    { name: 'epsilon', type: 'number', default: 0.5, description: 'radius' },
    { name: 'steps', type: 'integer', description: 'how many' },
    { name: 'norm', type: 'string', choices: ['linf', 'l2'], default: 'linf', description: 'of the ball' },
    { name: 'randomStart', type: 'boolean', default: false, description: 'begin anywhere' },
    { name: 'stepSize', type: 'number', description: '' },
  ]);
});

it('finds no options in an empty schema', () => {
  expect(optionsOf(z.strictObject({}))).toEqual([]);
});

it('reads a schema once', () => {
  const schema = z.strictObject({ steps: z.int().describe('how many') });
  expect(optionsOf(schema)).toBe(optionsOf(schema));
});
