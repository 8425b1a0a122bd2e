/** The defences that there are: those of the project, and those that somebody registered. */
import { expectationError } from '@a2pd/core';
import { z } from 'zod';
import type { Defence, DefenceFactory } from './defence.js';
import { type DefenceConfig, type DefenceInput, defences } from './defences.js';

const known = new Map<string, DefenceFactory>(defences.map((defence) => [defence.name, defence]));

/** In the order in which help lists them. */
export function defenceEntries(): readonly DefenceFactory[] {
  return [...known.values()];
}

export function findDefence(name: string): DefenceFactory | undefined {
  return known.get(name);
}

/**
 * Makes a defence known by its name wherever configurations, grids and the command line name defences.
 * @throws A2pdError INVALID_ARGUMENT where another defence has the name.
 */
export function registerDefence(defence: DefenceFactory): void {
  const { name } = defence;
  const other = known.get(name);
  if (other === defence) return;
  if (other) throw expectationError('INVALID_ARGUMENT', 'a name that no defence has yet', name, 'call it otherwise');
  known.set(name, defence);
}

/** @param config Of a defence that is known. */
export function createDefence(config: DefenceConfig): Defence {
  // The one of that name takes the configurations of that name.
  return definitionOf(config).create(config as never);
}

export function definitionOf({ name }: Pick<DefenceConfig, 'name'>): DefenceFactory {
  return known.get(name)!;
}

/** Of a defence's hyper-parameters, whichever defence they name. */
export function anyDefenceSchema(): z.ZodType<DefenceConfig, DefenceInput> {
  const schema = z.looseObject({ name: z.string() }).transform((config, context): unknown => {
    const defence = known.get(config.name);
    const issues = defence ? defence.schema.safeParse(config) : unknownName(config.name);
    if (issues.success) return issues.data;
    for (const { path, message } of issues.error.issues) {
      context.addIssue({ code: 'custom', path: [...path], message, input: config });
    }
    return z.NEVER;
  });
  return schema as unknown as z.ZodType<DefenceConfig, DefenceInput>;
}

function unknownName(received: string) {
  const message = `expected one of ${[...known.keys()].join(', ')} but received ${JSON.stringify(received)}`;
  return { success: false as const, error: { issues: [{ path: ['name'], message }] } };
}

/** Tells what `defineDefence` returns from anything else. */
export function isDefence(value: unknown): value is DefenceFactory {
  const { schema, knowsDistributions, create } = (value ?? {}) as Partial<DefenceFactory>;
  return typeof schema === 'object' && typeof knowsDistributions === 'boolean' && typeof create === 'function';
}
