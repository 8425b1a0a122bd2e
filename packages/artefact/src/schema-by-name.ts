/** Configurations of one of several kinds, whose `name` says which. */
import { z } from 'zod';

/**
 * The schema of whichever kind a configuration names, asked anew each time: kinds may be added. Unlike zod's discriminated union.
 * @param schemaOf Of the kind of that name; undefined where there is none.
 * @param names What errors list.
 */
export function schemaByName<Output, Input>(
  schemaOf: (name: string) => z.ZodType | undefined,
  names: () => readonly string[],
): z.ZodType<Output, Input> {
  const schema = z.looseObject({ name: z.string() }).transform((config, context): unknown => {
    const parsed = schemaOf(config.name)?.safeParse(config);
    if (parsed?.success) return parsed.data;
    const message = `expected one of ${names().join(', ')} but received ${JSON.stringify(config.name)}`;
    for (const { path, message: told } of parsed?.error.issues ?? [{ path: ['name'], message }]) {
      context.addIssue({ code: 'custom', path: [...path], message: told, input: config });
    }
    return z.NEVER;
  });
  return schema as unknown as z.ZodType<Output, Input>;
}
