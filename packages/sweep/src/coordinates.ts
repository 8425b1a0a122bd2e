/** What tells one point of a grid from another: the game, and everything `a2pd distill` can be told. */
import { readNumber } from '@a2pd/core';
import { z } from 'zod';

export type CoordinateValue = string | number | boolean;
/** A point's coordinates by name, e.g. { game: "pong", method: "a2pd", beta: 0.01, seed: 1 }. */
export type Coordinates = Readonly<Record<string, CoordinateValue>>;

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9+_-]*$/, 'expected a word');

/** A number, or a fraction such as "1/3". */
export const numeric = z.union([z.number(), z.string()]).transform((value, context) => {
  const number = typeof value === 'number' ? value : readNumber(value);
  if (number !== undefined) return number;
  context.addIssue({ code: 'custom', message: 'expected a number or a fraction such as "1/3"' });
  return z.NEVER;
});

const schemas: Readonly<Record<string, z.ZodType<CoordinateValue>>> = {
  game: z.string().regex(/^[a-z][a-z0-9_]*$/, "expected ALE's name of a game"),
  method: word,
  hyperparameters: word,
  beta: numeric.pipe(z.number().min(0)),
  eta: numeric.pipe(z.number().positive().max(1)),
  jacobian: word,
  temperature: numeric.pipe(z.number().positive()),
  kappa: numeric.pipe(z.number().min(0)),
  epsilon: numeric.pipe(z.number().min(0).max(1)),
  steps: z.int().min(1),
  maxEpochs: z.int().min(1),
  patienceEpochs: z.int().min(1),
  warmupEpochs: z.int().min(0),
  rampEpochs: z.int().min(0),
  sampling: word,
  splitBy: word,
  seed: z.int().min(0),
};

/** "set.learningRate": any other hyper-parameter of distillation. */
const setting = /^set\.[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/;
/** As code writes it: "stepSize". */
const optionName = /^[a-z][A-Za-z0-9]*$/;
const settingValue = z.union([z.number(), z.boolean(), z.string().max(200)]);

/** The schema of a coordinate's value; undefined for a name that no grid knows. */
export function coordinateSchema(name: string): z.ZodType<CoordinateValue> | undefined {
  return setting.test(name) ? settingValue : Object.hasOwn(schemas, name) ? schemas[name] : undefined;
}

/** Every name a grid may use. */
const coordinateNames = [...Object.keys(schemas), 'set.<hyper-parameter>'];

/** Not z.record, which passes over a key such as __proto__ in silence. */
const named = z.custom<Readonly<Record<string, unknown>>>(
  (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
  'expected names and values',
);

/** Plain values by name, as an option of a command could be given them; a fraction such as "1/3" is its number. */
export const scalars: z.ZodType<Readonly<Record<string, CoordinateValue>>> = named.transform((given, context) => {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  const entries = Object.entries(given).map(([name, value]): [string, CoordinateValue] => {
    if (!optionName.test(name)) refuse(name, 'unknown name');
    const plain = settingValue.safeParse(value);
    if (!plain.success) refuse(name, 'expected a number, a word, true or false');
    return [name, typeof plain.data === 'string' ? (readNumber(plain.data) ?? plain.data) : (plain.data ?? '')];
  });
  return Object.fromEntries(entries);
});

/** Parses { name: input } by a schema derived from each name's own; unknown names are errors. */
export function namedValues<T>(
  schemaOf: (value: z.ZodType<CoordinateValue>) => z.ZodType<T>,
): z.ZodType<Readonly<Record<string, T>>> {
  return named.transform((given, context) => {
    const parsed = Object.entries(given).map(([name, input]): [string, T] => {
      const schema = coordinateSchema(name);
      if (schema === undefined) {
        const message = `unknown name; expected one of ${coordinateNames.join(', ')}`;
        context.addIssue({ code: 'custom', path: [name], message });
        return [name, z.NEVER];
      }
      const result = schemaOf(schema).safeParse(input);
      if (result.success) return [name, result.data];
      for (const issue of result.error.issues) {
        context.addIssue({ code: 'custom', path: [name, ...issue.path], message: issue.message });
      }
      return [name, z.NEVER];
    });
    return Object.fromEntries(parsed);
  });
}
