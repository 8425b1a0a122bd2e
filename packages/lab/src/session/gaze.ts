/**
 * A policy's part of one step: its scores, the attack on them and what is proved, by what `evaluate` and `certify` use. Settings may
 * change at every step; what was compiled for earlier ones is kept for a while.
 */
import { type AttackConfig, attackFactory } from '@a2pd/attack';
import { LeadProver } from '@a2pd/certify';
import { A2pdError } from '@a2pd/core';
import { BatchScorer, type BatchScores, isStruck } from '@a2pd/evaluate';
import { certifiableModel } from '@a2pd/experiment';
import type { Model } from '@a2pd/tensor';
import type { AttackSettings } from '../protocol/commands.js';
import type { Unprovable } from '../protocol/messages.js';
import { noAttack } from '../protocol/settings.js';
import { strikesAt } from './strikes.js';

export interface Seen {
  /** Whether the attack was at work. */
  readonly isAttacked: boolean;
  readonly scores: BatchScores;
  readonly possibleActions: readonly number[] | null;
}

export interface Sight {
  /** uint8[4, 84, 84] */
  readonly observation: Uint8Array;
  readonly step: number;
  readonly attackSeed: number;
}

/** A slider that is dragged passes many radii. */
const mostScorers = 12;

export class Gaze {
  readonly #policy: Model;
  readonly #teacher: Model | undefined;
  readonly #clean: BatchScorer;
  readonly #prover: LeadProver | Unprovable;
  /** By configuration, the one used last at the end. */
  readonly #scorers = new Map<string, BatchScorer>();

  constructor(policy: Model, teacher: Model | undefined) {
    this.#policy = policy;
    this.#teacher = teacher;
    this.#clean = this.#scorerOf({ name: 'none' }, 'self');
    this.#prover = proverOf(policy);
  }

  /** Null where its decisions can be proved. */
  get unprovable(): Unprovable | null {
    return typeof this.#prover === 'string' ? this.#prover : null;
  }

  /** @throws A2pdError INVALID_CONFIG for options that the attack does not take, NOT_FINITE. */
  look({ observation, step, attackSeed }: Sight, settings: AttackSettings): Seen {
    const { epsilon } = settings;
    const strikes = strikesAt(settings.timing);
    const request = { observations: observation, batchSize: 1, olderShown: null, attackSeed, wantsGradient: false };
    const attacked = () => this.#attackScorer(settings).score({ ...request, wantsNewestShown: true });
    const possibleActions = epsilon > 0 ? this.#possibleActions(observation, epsilon) : null;
    if (epsilon > 0 && strikes === null) return { isAttacked: true, scores: attacked(), possibleActions };
    const scores = this.#clean.score({ ...request, wantsNewestShown: false });
    const isAttacked = epsilon > 0 && strikes !== null && isStruck(strikes, step, scores.clean);
    return { isAttacked, scores: isAttacked ? attacked() : scores, possibleActions };
  }

  #attackScorer(settings: AttackSettings): BatchScorer {
    const config = attackConfigOf(settings);
    const key = JSON.stringify([config, settings.labels]);
    const scorer = this.#scorers.get(key) ?? this.#scorerOf(config, settings.labels);
    this.#scorers.delete(key);
    this.#scorers.set(key, scorer);
    const [oldest] = this.#scorers.keys();
    if (this.#scorers.size > mostScorers && oldest !== undefined) {
      this.#scorers.get(oldest)?.dispose();
      this.#scorers.delete(oldest);
    }
    return scorer;
  }

  #scorerOf(attack: AttackConfig, labels: AttackSettings['labels']): BatchScorer {
    const teacher = labels === 'teacher' ? this.#teacher : undefined;
    return new BatchScorer({
      policy: this.#policy,
      attack,
      teacher,
      labels: teacher ? 'teacher' : 'self',
      ...asPlayed,
    });
  }

  #possibleActions(observation: Uint8Array, epsilon: number): readonly number[] | null {
    if (typeof this.#prover === 'string') return null;
    const possible = this.#prover.prove(observation, [epsilon]).possible[0]!;
    return [...possible.keys()].filter((action) => possible[action] === 1);
  }

  dispose(): void {
    for (const scorer of [this.#clean, ...this.#scorers.values()]) scorer.dispose();
    if (typeof this.#prover !== 'string') this.#prover.dispose();
  }
}

/** As `a2pd play` has it. */
const asPlayed = { perturbFrames: 'all', quantise: false } as const;

/** The configuration that the settings stand for; of an attack without a radius the slider only says that it is on. */
export function attackConfigOf({ name, epsilon, options }: AttackSettings): AttackConfig {
  if (epsilon === noAttack.epsilon) return { name: 'none' };
  const factory = attackFactory({ name });
  const hasRadius = factory.options.some((option) => option.name === 'epsilon');
  return factory.parse({ ...options, ...(hasRadius ? { epsilon } : {}), name }) as AttackConfig;
}

function proverOf(policy: Model): LeadProver | Unprovable {
  try {
    return new LeadProver(certifiableModel(policy), ['ibp']);
  } catch (error) {
    if (error instanceof A2pdError) return error.code === 'INVALID_CONFIG' ? 'machine' : 'network';
    throw error;
  }
}
