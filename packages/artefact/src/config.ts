/** Configuration is parsed once, at the edge; unknown keys are errors and every complaint names its key. */
import { A2pdError } from '@a2pd/core';
import type { output, ZodType } from 'zod';

/**
 * Parses `value` with a (strict) zod schema.
 * @param what Names the configuration in messages, e.g. "rainbow config".
 * @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came.
 */
export function parseConfig<Schema extends ZodType>(schema: Schema, value: unknown, what: string): output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => ({ key: path.join('.') || '(top level)', message }));
  throw new A2pdError(
    'INVALID_CONFIG',
    `Invalid ${what}: ${issues.map(({ key, message }) => `${key}: ${message}`).join('; ')}`,
    { what, issues, remedy: 'mend the named keys', cause: result.error },
  );
}
