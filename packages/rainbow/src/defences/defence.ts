/**
 * What makes a network robust while it learns from the game: a term beside its TD loss, or attacked observations in place of
 * what it sees. Each defence is one file; all else of a training stays as it is. What is said of a defence elsewhere (the
 * configuration, options and help of the command, the table of docs/training.md) is derived from its definition.
 */
import { type ConfigOption, optionsOf } from '@a2pd/artefact';
import type { AffineLayer } from '@a2pd/bounds';
import { expectationError } from '@a2pd/core';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon, ramp } from './hyperparameters.js';

/** The online network by the means of its weights, as it is played and certified. */
export interface Network {
  readonly numActions: number;
  /** float32[B, 84, 84, 4] -> float32[B, A]. */
  qValues(input: Tensor4D): Tensor2D;
  /** Layers whose outputs differ from each other as the Q-values do, for bounds. */
  layers(): readonly AffineLayer[];
}

/** What an adversary is told. */
export interface Target {
  /** float32[B, 84, 84, 4] in [0, 1]. */
  readonly input: Tensor4D;
  /** int32[B]: what the network does there. */
  readonly bestActions: Tensor1D;
  /** float32 scalar: the radius of the present step. */
  readonly epsilon: Tensor;
  /** int32[2]: determines every random choice. */
  readonly seed: Tensor;
}

/** Observations of the network's undoing, within epsilon; recordable. */
export type Perturb = (network: Network, target: Target) => Tensor4D;

/** What a term is told of the batch; all of it constant for its gradient. */
export interface Situation extends Omit<Target, 'seed'> {
  /** What the defence's adversary made of `input`; `input` itself where it has none. */
  readonly perturbed: Tensor4D;
  /** int32[B]: what was done there. */
  readonly actions: Tensor1D;
  /** float32[B, A]: Q at `input`. */
  readonly qValues: Tensor2D;
}

/** float32[B]: stands beside each row's TD loss, weighted as it; recordable, differentiable by the weights of `network`. */
export type Term = (network: Network, situation: Situation) => Tensor1D;

const namePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

export interface DefenceDefinition<Name extends string, Schema extends z.ZodObject> {
  readonly name: Name;
  /** One line for the user. */
  readonly summary: string;
  /** Whose it is. */
  readonly source: string;
  /** Its own hyper-parameters; the radius and its ramp are everybody's. */
  readonly schema: Schema;
  /** Whether it knows C51, whose scores are expectations over a softmax of atoms. */
  readonly knowsDistributions: boolean;
  term?(config: z.output<Schema>): Term;
  perturb?(config: z.output<Schema>): Perturb;
  /** Present: the share of observations that `perturb` replaces, as seen and as replayed. */
  replacedShare?(config: z.output<Schema>): number;
}

/** A defence with its hyper-parameters. */
export interface Defence {
  readonly term: Term | undefined;
  readonly perturb: Perturb | undefined;
  readonly replacedShare: number;
}

/** A defence by its name, whichever hyper-parameters it has. */
export interface DefenceFactory {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly knowsDistributions: boolean;
  readonly schema: z.ZodType;
  readonly options: readonly ConfigOption[];
  /** @param config As its schema gives it. */
  create(config: never): Defence;
}

/**
 * Makes a defence of its definition; `registerDefence` makes it known by its name.
 * @param definition What the author of a defence writes.
 * @throws A2pdError INVALID_ARGUMENT for a name that no command line could hold, or "none", as a grid calls the network without one.
 */
export function defineDefence<const Name extends string, Schema extends z.ZodObject>(
  definition: DefenceDefinition<Name, Schema>,
) {
  const { name, summary, source, knowsDistributions } = definition;
  if (name === 'none' || !namePattern.test(name)) {
    throw expectationError('INVALID_ARGUMENT', 'a name of lower case letters, digits and hyphens', name);
  }
  const schema = z.strictObject({
    name: z.literal(name),
    epsilon,
    ...(definition.schema.shape as Schema['shape']),
    ...ramp,
  });
  const options: readonly ConfigOption[] = optionsOf(schema);
  const create = (config: z.output<typeof schema>): Defence => {
    const own = config as z.output<Schema>;
    return {
      term: definition.term?.(own),
      perturb: definition.perturb?.(own),
      replacedShare: definition.replacedShare?.(own) ?? 0,
    };
  };
  return Object.freeze({ name, summary, source, knowsDistributions, schema, options, create });
}
