/**
 * The audit of one policy (what a sceptic asks): is it robust, or does it only hide its gradients, or ignore what it
 * sees? Measured on states that the policy itself came to.
 */
import type { Attack, AttackConfig } from '@a2pd/attack';
import {
  type AuditRecord,
  expectationError,
  numEpisodesOf,
  type OptionNames,
  type ProgressListener,
  Rng,
  requireKnownOptions,
  rowArgmax,
  shareInterval95,
} from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { type Battery, type BatterySize, batteryAt } from './battery.js';
import { fight } from './battle.js';
import { checkOfTheStates } from './check-of-the-states.js';
import { checksOfTheAttacks, worstCase } from './checks-of-the-attacks.js';
import { checksOfThePolicy } from './checks-of-the-policy.js';
import { checksOfTheReturns, type Returns } from './checks-of-the-returns.js';
import { PolicyProbe } from './policy-probe.js';
import { share, worstVerdict } from './verdict.js';

export interface AuditOptions {
  readonly policy: Model;
  /** How tables call the policy; `policy.name` when absent. */
  readonly policyName?: string | undefined;
  /** Whose actions the policy should have learned, and from whom attacks are transferred. */
  readonly teacher?: Model | undefined;
  /** uint8[N, 4, 84, 84]: what the policy came to see; some 100 make figures to within a few points. */
  readonly states: Uint8Array;
  /** The episode of each state, and how many of them were left before their end, as `visitedStates` says. */
  readonly episodeOf?: ArrayLike<number> | undefined;
  readonly cutEpisodes?: number | undefined;
  /** Radius in L-infinity at which attacks are compared, pixels in [0, 1]; 1/255. */
  readonly epsilon?: number | undefined;
  /** The same games played without an attack, under one, with random actions, and by others. */
  readonly returns?: Returns | undefined;
  /** How hard the attacks try; what is absent as `BatterySize` has it by default. */
  readonly size?: AuditSize | undefined;
  /**
   * Further attacks to try beside the audit's own, each of at most the radius: configurations, which take the radius where they
   * name none, or attacks that were made already.
   */
  readonly attacks?: readonly (AttackConfig | Attack)[] | undefined;
  readonly batchSize?: number | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<AuditOptions> = {
  policy: true,
  policyName: true,
  teacher: true,
  states: true,
  episodeOf: true,
  cutEpisodes: true,
  epsilon: true,
  returns: true,
  size: true,
  attacks: true,
  batchSize: true,
  seed: true,
  signal: true,
  onProgress: true,
};

/** How hard the attacks try. */
export type AuditSize = { readonly [Key in keyof BatterySize]?: BatterySize[Key] | undefined };

const sizeNames: OptionNames<AuditSize> = { steps: true, restarts: true, queries: true };

/**
 * Asks every question; the same options give the same record. Disposes nothing it was given.
 * @throws A2pdError INVALID_ARGUMENT, INVALID_BUFFER, INCOMPATIBLE_ARTEFACT, NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function auditPolicy(options: AuditOptions): Promise<AuditRecord> {
  requireKnownOptions(options, optionNames);
  const battery = auditBattery(options);
  const { policy, teacher, states, episodeOf, epsilon = defaultEpsilon, batchSize = 50, seed = 0, signal } = options;
  if (teacher && teacher.numActions !== policy.numActions) {
    const remedy = `${teacher.name} was made for another game or action set`;
    throw expectationError('INCOMPATIBLE_ARTEFACT', `${policy.numActions} actions`, teacher.numActions, remedy);
  }
  const probe = new PolicyProbe({ policy, states, batchSize, seed, signal });
  const scores = await probe.scores();
  const actions = rowArgmax(scores, policy.numActions);
  const gradients = await probe.gradients(epsilon / 4);
  const ofThePolicy = checksOfThePolicy({
    scores,
    actions,
    gradients,
    teacherActions: teacher ? rowArgmax(await probe.scores(teacher), teacher.numActions) : null,
    unrepeatability: probe.unrepeatability(),
  });
  const { outcomes, strengths } = await fight(battery, {
    probe,
    actions,
    teacher,
    onProgress: options.onProgress,
    hasGradients: gradients !== null,
  });
  const checks = [
    checkOfTheStates(options),
    ...ofThePolicy,
    ...checksOfTheAttacks(outcomes),
    ...checksOfTheReturns(options.returns),
  ];
  const fallen = worstCase(outcomes).flips;
  return {
    policyName: options.policyName ?? policy.name,
    verdict: worstVerdict(checks),
    checks,
    states: probe.numStates,
    episodes: episodeOf ? numEpisodesOf(episodeOf) : null,
    epsilon,
    strengths,
    worstCaseFlipRate: share(fallen),
    worstCaseInterval95: episodeOf ? shareInterval95(fallen, episodeOf, new Rng(seed)) : null,
  };
}

const defaultEpsilon = 1 / 255;

/**
 * The attacks of an audit, which refuses its settings by it before it looks at a state.
 * @throws A2pdError INVALID_ARGUMENT for a radius outside (0, 1], or an attack beside the audit's own that does not fit it.
 */
export function auditBattery({
  epsilon = defaultEpsilon,
  size = {},
  attacks,
}: Pick<AuditOptions, 'epsilon' | 'size' | 'attacks'>): Battery {
  requireKnownOptions(size, sizeNames);
  if (!(epsilon > 0 && epsilon <= 1)) {
    throw expectationError('INVALID_ARGUMENT', 'a radius in (0, 1]', epsilon, 'pixels are in [0, 1]; divide by 255');
  }
  const { steps = 20, restarts = 5, queries = 500 } = size;
  return batteryAt(epsilon, { steps, restarts, queries }, attacks);
}
