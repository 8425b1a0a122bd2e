/**
 * An attack in one file: what it is called, whose idea it is, what it may be told, and the idea itself. Everything else that
 * is said of an attack (options and help of the commands, grids, labels, the tables of docs/attacks.md) is derived from it.
 */
import { type ConfigOption, optionsOf, parseConfig } from '@a2pd/artefact';
import { type A2pdError, expectationError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { z } from 'zod';
import type { Attack, Knowledge } from './attack.js';
import { boundedAttack } from './bounded-attack.js';
import type { Aim, Frames, Perturbation, Setting } from './setting.js';

/** What the author of an attack writes. */
export interface AttackDefinition<Name extends string, Schema extends z.ZodObject> {
  /** How configurations and the command line call it: lower case letters, digits and hyphens. */
  readonly name: Name;
  /** One line for the user. */
  readonly summary: string;
  /** Whose it is, e.g. "Madry et al. 2018"; "-" where nobody claims it. */
  readonly source: string;
  readonly knows: Knowledge;
  /** Passes through the model for one batch, in words: f forward, b backward. */
  readonly cost: string;
  /** Whether it can also lead to an action (`aim` of its setting); else it leads away from one alone. */
  readonly canAim?: boolean | undefined;
  /** Its options; each has its default and, by `.describe()`, its help text here and nowhere else. */
  readonly schema: Schema;
  /** The attack with all that sets it apart, as tables print it, e.g. "PGD-10 (ε = 3/255)". */
  label(config: z.output<Schema>): string;
  /** The idea. Arguments are checked, pixels kept in [0, 1] and a NaN made an error by the shell around it. */
  create(config: z.output<Schema>, setting: Setting): Perturbation;
}

export interface AttackOptions {
  /** `all` frames of the stack (the paper), or the `newest` alone: what was shown stays as it was shown. */
  readonly frames?: Frames | undefined;
  /** Changes of whole grey levels alone, as bytes can hold them. */
  readonly quantise?: boolean | undefined;
  /** `towards`: labels are the actions to lead to. Not every attack can (`canAim`). */
  readonly aim?: Aim | undefined;
  /** Whose Q-values MinQ lowers, e.g. the teacher; the model itself when absent. */
  readonly critic?: Model | undefined;
}

const optionNames: OptionNames<AttackOptions> = { frames: true, quantise: true, aim: true, critic: true };

/** Makes attacks of one kind. A configuration may leave out `name` where the factory says already which attack it is. */
export interface AttackFactory<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly summary: string;
  readonly source: string;
  readonly knows: Knowledge;
  readonly cost: string;
  readonly canAim: boolean;
  /** As the schema lists them. */
  readonly options: readonly ConfigOption[];
  /**
   * Fills in the defaults.
   * @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came.
   */
  parse(config: AttackInput<Name, Schema>): ResolvedAttack<Name, Schema>;
  label(config: AttackInput<Name, Schema>): string;
  /**
   * An attack on `model`, which stays the caller's and is read anew by each call, so that it may be trained meanwhile. What it
   * gives may be shown to any other policy: that is a transfer attack.
   * @throws A2pdError INVALID_CONFIG naming each wrong key; INCOMPATIBLE_ARTEFACT when the critic has other actions;
   * INVALID_ARGUMENT where the model has a single action, from which nothing can be led away, or the attack cannot aim.
   */
  create(config: AttackInput<Name, Schema>, model: Model, options?: AttackOptions): Attack;
}

type AttackInput<Name extends string, Schema extends z.ZodObject> = { readonly name?: Name } & z.input<Schema>;
type ResolvedAttack<Name extends string, Schema extends z.ZodObject> = { readonly name: Name } & z.output<Schema>;

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** @throws A2pdError INVALID_ARGUMENT for a name that a command line or a grid could not hold. */
export function defineAttack<const Name extends string, Schema extends z.ZodObject>(
  definition: AttackDefinition<Name, Schema>,
): AttackFactory<Name, Schema> {
  const { name, summary, source, knows, cost, canAim = false, schema } = definition;
  if (!namePattern.test(name)) {
    const remedy = 'use lower case letters, digits and hyphens, e.g. "my-attack"';
    throw expectationError('INVALID_ARGUMENT', 'a plain name of an attack', name, remedy);
  }
  const named = schema.safeExtend({ name: z.literal(name).default(name as never) });
  const parse = (config: AttackInput<Name, Schema>) =>
    ({ name, ...parseConfig(named, config, 'attack config') }) as ResolvedAttack<Name, Schema>;
  const label = (config: AttackInput<Name, Schema>) => definition.label(parse(config));
  return Object.freeze<AttackFactory<Name, Schema>>({
    ...{ name, summary, source, knows, cost, canAim, parse, label },
    options: optionsOf(schema),
    create(config, model, options = {}) {
      requireKnownOptions(options, optionNames);
      const { critic = model, frames = 'all', quantise = false, aim = 'away' } = options;
      const resolved = parse(config);
      requireActions(model, critic);
      if (aim === 'towards' && !canAim) throw cannotAim(name);
      const perturbation = definition.create(resolved, { model, critic, frames, aim });
      const about = { name, label: definition.label(resolved), config: resolved, knows, aim };
      return boundedAttack(about, perturbation, { model, frames, quantise });
    },
  });
}

function requireActions({ numActions }: Model, critic: Model): void {
  if (numActions < 2) throw expectationError('INVALID_ARGUMENT', 'a model of 2 or more actions', numActions);
  if (critic.numActions === numActions) return;
  const remedy = `${critic.name} was made for another game or action set`;
  throw expectationError('INCOMPATIBLE_ARTEFACT', `a critic of ${numActions} actions`, critic.numActions, remedy);
}

function cannotAim(name: string): A2pdError {
  const remedy = 'choose another, e.g. pgd or apgd-ce; docs/attacks.md says which can';
  return expectationError('INVALID_ARGUMENT', 'an attack that can lead to a given action', name, remedy);
}

/** Tells what `defineAttack` returns, also that of another copy of this package, from anything else. */
export function isAttackFactory(value: unknown): value is AttackFactory {
  const { name, options, parse, label, create } = (value ?? {}) as Partial<AttackFactory>;
  const hasFunctions = [parse, label, create].every((one) => typeof one === 'function');
  return typeof name === 'string' && Array.isArray(options) && hasFunctions;
}
