/** The options of a configuration as its schema states them, so that commands, grids and tables need not say them again. */
import { type ZodType, z } from 'zod';

/** One key of a configuration. */
export interface ConfigOption {
  readonly name: string;
  readonly type: 'number' | 'integer' | 'boolean' | 'string';
  /** The words that it may be, where they are listed. */
  readonly choices?: readonly string[] | undefined;
  /** What it is when absent; undefined where it must be given, or where its absence means something of its own. */
  readonly default?: unknown;
  /** The help text, from the schema's `.describe()`. */
  readonly description: string;
}

interface Property {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
}

/** A schema is read once: a sweep asks it at each of its points. */
const known = new WeakMap<ZodType, readonly ConfigOption[]>();

/**
 * The keys of an object schema in their order. A key that is a constant, such as the name in a union of configurations, is
 * no option.
 */
export function optionsOf(schema: ZodType): readonly ConfigOption[] {
  const options = known.get(schema) ?? readOptions(schema);
  known.set(schema, options);
  return options;
}

function readOptions(schema: ZodType): readonly ConfigOption[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties as Record<string, Property>)
    .filter(([, property]) => !('const' in property))
    .map(([name, property]) => ({
      name,
      type: typeOf(property),
      choices: property.enum?.map(String),
      default: property.default,
      description: property.description ?? '',
    }));
}

function typeOf({ type }: Property): ConfigOption['type'] {
  return type === 'number' || type === 'integer' || type === 'boolean' ? type : 'string';
}
