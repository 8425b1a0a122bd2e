/** What tells one point of a grid from another: the game, and everything that `a2pd distill` or `a2pd train` can be told. */
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

export const count = z.int().min(1);
export const seed = z.int().min(0);
/** As the commands have it. */
export const environments = count.max(1024);
export const evaluationEpisodes = count.max(1024);

/** Those that are not hyper-parameters of a method, a defence, a distillation or a training. */
const schemas: Readonly<Record<string, z.ZodType<CoordinateValue>>> = {
  game: z.string().regex(/^[a-z][a-z0-9_]*$/, "expected ALE's name of a game"),
  method: word,
  defence: word,
  hyperparameters: word,
  seed,
  agentSteps: count,
  environments,
  evaluationEpisodes,
};

/** "set.learningRate": any other hyper-parameter. */
const setting = /^set\.[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/;
/** As code writes it: "stepSize". */
const optionName = /^[a-z][A-Za-z0-9]*$/;
/** What `--set` takes. */
export const settingValue = z.union([z.number(), z.boolean(), z.string().max(200)], {
  error: 'expected a number, true, false or text; a list is written as text, e.g. "[16, 16, 16]"',
});

/** As an option of a command could be given it; a fraction such as "1/3" is its number. */
const scalar = settingValue.transform((value) => (typeof value === 'string' ? (readNumber(value) ?? value) : value));

/**
 * The schema of a coordinate's value; undefined for a name that no option could have. Which hyper-parameters there are is the
 * business of who distils or trains.
 */
export function coordinateSchema(name: string): z.ZodType<CoordinateValue> | undefined {
  if (setting.test(name)) return settingValue;
  if (Object.hasOwn(schemas, name)) return schemas[name];
  return optionName.test(name) ? scalar : undefined;
}

/** What a coordinate may be called. */
const coordinateNames = `${Object.keys(schemas).join(', ')}, a hyper-parameter such as beta or epsilon, or set.<path>`;

/** Not z.record, which passes over a key such as __proto__ in silence. */
const named = z.custom<Readonly<Record<string, unknown>>>(
  (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
  'expected names and values',
);

/** Plain values by name, as the options of a command. */
export const scalars: z.ZodType<Readonly<Record<string, CoordinateValue>>> = named.transform((given, context) => {
  const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
  const entries = Object.entries(given).map(([name, value]): [string, CoordinateValue] => {
    if (!optionName.test(name)) refuse(name, 'unknown name');
    const plain = scalar.safeParse(value);
    if (!plain.success) refuse(name, 'expected a number, a word, true or false');
    return [name, plain.data ?? ''];
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
        const message = `unknown name; expected ${coordinateNames}`;
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
