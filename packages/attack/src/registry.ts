/** The attacks that there are: those of the project, and those that somebody registered. */
import { A2pdError, Registry } from '@a2pd/core';
import { builtInAttacks } from './attacks/index.js';
import type { AttackFactory } from './define-attack.js';

const attacks = new Registry<AttackFactory>(
  'attack',
  builtInAttacks.map((factory) => [factory.name, factory] as const),
);

/** In the order in which help and tables list them. */
export function attackFactories(): readonly AttackFactory[] {
  return attacks.entries().map(([, factory]) => factory);
}

/** The attack of that name, if there is one. */
export function findAttack(name: string): AttackFactory | undefined {
  return attacks.get(name);
}

/**
 * Makes an attack known by its name wherever configurations, grids and the command line name attacks.
 * @throws A2pdError INVALID_ARGUMENT where another attack has the name.
 */
export function registerAttack(factory: AttackFactory): void {
  attacks.add(factory.name, factory);
}

/** The attack that a configuration names. @throws A2pdError INVALID_CONFIG. */
export function attackFactory(config: unknown): AttackFactory {
  const name = (config as { readonly name?: unknown } | null | undefined)?.name;
  const factory = attacks.get(name as string);
  if (factory) return factory;
  const names = attacks.entries().map(([known]) => known);
  const message = `expected one of ${names.join(', ')} but received ${JSON.stringify(name)}`;
  throw new A2pdError('INVALID_CONFIG', `Invalid attack config: name: ${message}`, {
    what: 'attack config',
    issues: [{ key: 'name', message }],
    remedy: 'name one of them, or load the plugin that has it',
  });
}
