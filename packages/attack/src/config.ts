/** Configurations of attacks: a name that the registry knows, and that attack's options. */
import type { z } from 'zod';
import { type Attack, isAttack } from './attack.js';
import type { builtInAttacks } from './attacks/index.js';
import type { AttackFactory } from './define-attack.js';
import { attackFactory } from './registry.js';

type BuiltIn = (typeof builtInAttacks)[number];
type Input<Factory> =
  Factory extends AttackFactory<infer Name, infer Schema>
    ? { readonly name: Name } & OptionsIn<Schema, z.input<Schema>>
    : never;
type Resolved<Factory> =
  Factory extends AttackFactory<infer Name, infer Schema>
    ? { readonly name: Name } & OptionsIn<Schema, z.output<Schema>>
    : never;
/** Of a schema without keys nothing: zod's own type would forbid the name as well. */
type OptionsIn<Schema extends z.ZodObject, Config> = Readonly<Pick<Config, keyof Schema['shape'] & keyof Config>>;

/** What a user writes. Attacks that were registered have configurations of their own schemas; TypeScript knows ours alone. */
export type AttackConfig = Input<BuiltIn>;
/** The same with every default filled in. */
export type ResolvedAttackConfig = Resolved<BuiltIn>;
export type AttackName = AttackConfig['name'];

/**
 * @param config A configuration, or an attack that was made already, whose configuration is taken as it says it.
 * @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came.
 */
export function parseAttackConfig(config: unknown): ResolvedAttackConfig {
  if (isAttack(config)) return { ...config.config, name: config.name } as ResolvedAttackConfig;
  return attackFactory(config).parse(config as never) as ResolvedAttackConfig;
}

/** The attack's name with all that sets it apart, e.g. "PGD-10 (ε = 3/255)". */
export function attackLabel(attack: AttackConfig | Attack): string {
  return isAttack(attack) ? attack.label : attackFactory(attack).label(attack);
}
