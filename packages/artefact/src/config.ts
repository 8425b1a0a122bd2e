/** Configuration is parsed once, at the edge; unknown keys are errors and every complaint names its key. */
import { A2pdError, likelyName } from '@a2pd/core';
import type { output, ZodType, z } from 'zod';

/**
 * Parses `value` with a (strict) zod schema.
 * @param what Names the configuration in messages, e.g. "rainbow config".
 * @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came, and keys that are written alike.
 */
export function parseConfig<Schema extends ZodType>(schema: Schema, value: unknown, what: string): output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => ({
    key: issue.path.join('.') || '(top level)',
    message: issue.message + suggestion(issue, value),
  }));
  throw new A2pdError(
    'INVALID_CONFIG',
    `Invalid ${what}: ${issues.map(({ key, message }) => `${key}: ${message}`).join('; ')}`,
    { what, issues, remedy: 'mend the named keys', cause: result.error },
  );
}

/** For keys that nobody reads: those beside them that they resemble. */
function suggestion(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== 'unrecognized_keys') return '';
  const beside = Object.keys(
    issue.path.reduce<object>((object, key) => Reflect.get(object, key) as object, value as object),
  );
  const known = beside.filter((key) => !issue.keys.includes(key));
  const meant = issue.keys.flatMap((key) => likelyName(key, known) ?? []);
  return meant.length > 0 ? `; did you mean ${meant.join(', ')}?` : '';
}
