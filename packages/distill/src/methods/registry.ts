/** The methods that there are: those of the project, and those that somebody registered. */
import { schemaByName } from '@a2pd/artefact';
import { expectationError, Registry } from '@a2pd/core';
import { z } from 'zod';
import type { Method } from './method.js';
import { type MethodConfig, type MethodInput, methods } from './methods.js';

const known = new Registry<Method>('method', Object.entries(methods));

/** Names and methods, in the order in which help lists them. */
export function methodEntries(): readonly (readonly [name: string, method: Method])[] {
  return known.entries();
}

export function findMethod(name: string): Method | undefined {
  return known.get(name);
}

/** The method that a configuration is of: the caller's own where it has that name, else the one that is known by it. */
export function methodOf({ name }: MethodConfig, own?: Method): Method {
  if (own && methodName(own) === name) return own;
  return known.get(name)!;
}

/**
 * Makes a method known by its name wherever configurations, grids and the command line name methods.
 * @throws A2pdError INVALID_ARGUMENT where another method has the name, or its schema states none.
 */
export function registerMethod(method: Method): void {
  known.add(methodName(method), method);
}

const namePattern = /^[a-z][a-z0-9]*([-+][a-z0-9]+)*$/;

/** As the literal `name` of its schema says. @throws A2pdError INVALID_ARGUMENT where there is none. */
export function methodName({ schema }: Method): string {
  const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const { const: name } = (properties?.name ?? {}) as { const?: unknown };
  if (typeof name === 'string' && namePattern.test(name)) return name;
  const remedy = 'begin its schema with name: z.literal("my-method")';
  throw expectationError('INVALID_ARGUMENT', 'a method whose schema states its name', name, remedy);
}

/** Of a method's hyper-parameters, whichever method they name: `own`, or any that is known. */
export function anyMethodSchema(own?: Method): z.ZodType<MethodConfig, MethodInput> {
  const ownName = own && methodName(own);
  return schemaByName(
    (name) => (name === ownName ? own : known.get(name))?.schema,
    () => known.entries().map(([name]) => name),
  );
}

/** Tells what `defineMethod` returns from anything else. */
export function isMethod(value: unknown): value is Method {
  const { schema, createObjective, createAdversary } = (value ?? {}) as Partial<Method>;
  return typeof schema === 'object' && [createObjective, createAdversary].every((one) => typeof one === 'function');
}
