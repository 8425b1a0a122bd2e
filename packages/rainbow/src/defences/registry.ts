/** The defences that there are: those of the project, and those that somebody registered. */
import { schemaByName } from '@a2pd/artefact';
import { Registry } from '@a2pd/core';
import type { z } from 'zod';
import type { Defence, DefenceFactory } from './defence.js';
import { type DefenceConfig, type DefenceInput, defences } from './defences.js';

const known = new Registry<DefenceFactory>(
  'defence',
  defences.map((defence) => [defence.name, defence] as const),
);

/** In the order in which help lists them. */
export function defenceEntries(): readonly DefenceFactory[] {
  return known.entries().map(([, defence]) => defence);
}

export function findDefence(name: string): DefenceFactory | undefined {
  return known.get(name);
}

/**
 * Makes a defence known by its name wherever configurations, grids and the command line name defences.
 * @throws A2pdError INVALID_ARGUMENT where another defence has the name.
 */
export function registerDefence(defence: DefenceFactory): void {
  known.add(defence.name, defence);
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
  return schemaByName(
    (name) => known.get(name)?.schema,
    () => known.entries().map(([name]) => name),
  );
}

/** Tells what `defineDefence` returns from anything else. */
export function isDefence(value: unknown): value is DefenceFactory {
  const { schema, knowsDistributions, create } = (value ?? {}) as Partial<DefenceFactory>;
  return typeof schema === 'object' && typeof knowsDistributions === 'boolean' && typeof create === 'function';
}
