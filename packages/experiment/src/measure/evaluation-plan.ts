/** What an evaluation comes to, once its options are read and its policies are open. */
import { join } from 'node:path';
import type { ParentReference, PluginReference } from '@a2pd/artefact';
import { type Attack, type AttackConfig, parseAttackConfig, type ResolvedAttackConfig } from '@a2pd/attack';
import type { OptionNames, Strikes } from '@a2pd/core';
import { evaluationLabel } from '@a2pd/evaluate';
import { evaluationSeeds } from '../run/game-environment.js';
import { pluginsOf } from '../run/plugins.js';
import type { OpenedPolicy } from '../run/policy.js';
import type { NamedPolicy } from '../run/policy-name.js';
import type { RunFolder } from '../run/run-folder.js';
import { type Aim, aimOf, type EvaluationAim } from '../run/target.js';
import { given } from '../terms/use.js';
import { evaluationName } from './evaluation-name.js';

export interface EvaluatePolicyOptions extends Aim {
  readonly folder: RunFolder;
  /** How tables call the policy, e.g. "student". */
  readonly policyName: string;
  readonly policy: string;
  /** Folder of the teacher that labels the states; without it the policy's own action is the label. */
  readonly teacher?: string | undefined;
  /** A configuration, or an attack of one's own, made for this policy; it stays the caller's. */
  readonly attack: AttackConfig | Attack;
  /** The policy whose gradients the attack follows, for a transfer attack; the policy itself when absent. */
  readonly madeOn?: NamedPolicy | undefined;
  readonly labels?: 'self' | 'teacher' | undefined;
  readonly episodes: number;
  readonly seed: number;
  readonly numEnvironments: number;
  readonly explorationEpsilon: number;
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise: boolean;
  /** Leaves states clean where intervals prove that the attack cannot change the action: as harmful, and much sooner. */
  readonly spareProved?: boolean | undefined;
  /** On which states alone the attack strikes; everywhere when absent. */
  readonly strikes?: Strikes | null | undefined;
  readonly maxEpisodeAgentSteps?: number | undefined;
  /** Cuts an episode in which so many agent steps on end scored nothing. */
  readonly maxScorelessAgentSteps?: number | undefined;
  /** Agent steps of the first episode that are kept as pictures; 0 for none. */
  readonly recordedAgentSteps: number;
  /** Begins anew, also where an evaluation, finished or not, is already. */
  readonly restart?: boolean | undefined;
  /** What a kill may lose; 10 s. */
  readonly checkpointPeriodMs?: number | undefined;
}

export const evaluatePolicyNames: OptionNames<EvaluatePolicyOptions> = {
  folder: true,
  policyName: true,
  policy: true,
  teacher: true,
  attack: true,
  madeOn: true,
  labels: true,
  target: true,
  adversary: true,
  episodes: true,
  seed: true,
  numEnvironments: true,
  explorationEpsilon: true,
  perturbFrames: true,
  quantise: true,
  spareProved: true,
  strikes: true,
  maxEpisodeAgentSteps: true,
  maxScorelessAgentSteps: true,
  recordedAgentSteps: true,
  restart: true,
  checkpointPeriodMs: true,
};

export interface EvaluatedPolicies {
  readonly policy: OpenedPolicy;
  readonly teacher: OpenedPolicy | undefined;
  /** Of a transfer attack. */
  readonly source: OpenedPolicy | undefined;
  readonly adversary: OpenedPolicy | undefined;
}

export interface EvaluationPlan {
  readonly attack: ResolvedAttackConfig;
  readonly label: string;
  readonly target: EvaluationAim | undefined;
  readonly seeds: readonly number[];
  readonly numEnvironments: number;
  readonly directory: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly parents: readonly ParentReference[];
  /** That the attack comes from. */
  readonly plugins: readonly PluginReference[];
}

export function evaluationPlanOf(
  options: EvaluatePolicyOptions,
  { policy, teacher, source, adversary }: EvaluatedPolicies,
): EvaluationPlan {
  const { folder, policyName, episodes, seed, perturbFrames, quantise, strikes } = options;
  const attack = parseAttackConfig(options.attack);
  const target = attack.name === 'none' ? undefined : aimOf(options, policy, adversary);
  const ownLabels = options.labels === 'self' && teacher !== undefined && target === undefined;
  const label = evaluationLabel(options.attack, {
    perturbFrames,
    quantise,
    ownLabels,
    strikes,
    targetName: target?.targetName,
    attackModelName: options.madeOn?.name,
  });
  const numEnvironments = Math.min(options.numEnvironments, episodes);
  return {
    attack,
    label,
    target,
    numEnvironments,
    seeds: evaluationSeeds(episodes, seed),
    directory: join(folder.evaluations, evaluationName(policyName, label, seed)),
    config: { ...resolvedConfig(options), attack, preset: policy.preset, numEnvironments },
    parents: [policy, teacher, source, adversary].flatMap((opened) => opened?.reference ?? []),
    plugins: pluginsOf({ attacks: [attack.name] }),
  };
}

/** As the manifest keeps them. */
function resolvedConfig(options: EvaluatePolicyOptions): Record<string, unknown> {
  const { policyName, labels, episodes, explorationEpsilon, perturbFrames, quantise, maxEpisodeAgentSteps } = options;
  return {
    policyName,
    labels: labels ?? (options.teacher === undefined ? 'self' : 'teacher'),
    episodes,
    explorationEpsilon,
    perturbFrames,
    quantise,
    spareProved: options.spareProved ?? false,
    ...(options.strikes ? { strikes: options.strikes } : {}),
    ...given({ ...options, adversary: options.adversary?.name }, ['target', 'adversary']),
    maxEpisodeAgentSteps: maxEpisodeAgentSteps ?? null,
    maxScorelessAgentSteps: options.maxScorelessAgentSteps ?? null,
    madeOn: options.madeOn?.name ?? null,
  };
}
