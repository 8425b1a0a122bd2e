/** One evaluation's episodes in a handful of figures. */
import { type Attack, type AttackConfig, attackLabel, parseAttackConfig } from '@a2pd/attack';
import { cohensKappa, type EpisodeRecord, type EvaluationSummary, Rng, type Strikes, type Target } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { isAdversary, type ResolvedOptions } from './options.js';
import { returnStatistics } from './statistics.js';
import { strikesParts } from './strikes.js';

/** What sets evaluations under the same attack apart. */
export interface AttackConditions {
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise: boolean;
  /** Whether the attack leads away from the policy's own action although there is a teacher. */
  readonly ownLabels: boolean;
  /** On which states alone the attack strikes. */
  readonly strikes?: Strikes | null | undefined;
  /** Where the attack leads to, e.g. "NOOP". */
  readonly targetName?: string | undefined;
  /** Of a transfer attack. */
  readonly attackModelName?: string | undefined;
}

const ofOwnLabels = 'own labels';

/**
 * An attack's label without whose labels it had: one away from the policy's own action is called so where there is a teacher, and
 * is the same attack where there is none.
 */
export function labelWithoutLabels(attackLabel: string): string {
  return attackLabel
    .split(', ')
    .filter((part) => part !== ofOwnLabels)
    .join(', ');
}

/** How tables call what a policy was put to, e.g. "PGD-10 (ε = 1/255), made on teacher" for a transfer attack. */
export function evaluationLabel(
  attack: AttackConfig | Attack,
  { perturbFrames, quantise, ownLabels, strikes, targetName, attackModelName }: AttackConditions,
): string {
  const label = attackLabel(attack);
  if (attack.name === 'none') return label;
  return [
    label,
    ...(perturbFrames === 'newest' ? ['newest frame'] : []),
    ...(quantise ? ['whole grey levels'] : []),
    ...(targetName === undefined ? [] : [`towards ${targetName}`]),
    ...(ownLabels ? [ofOwnLabels] : []),
    ...(strikes ? strikesParts(strikes) : []),
    ...(attackModelName === undefined ? [] : [`made on ${attackModelName}`]),
  ].join(', ');
}

/** Figures of all episodes together; shares and gaps are means over agent steps, not over episodes. */
export function summarise(options: ResolvedOptions, episodes: readonly EpisodeRecord[]): EvaluationSummary {
  const given = options.attack ?? { name: 'none' };
  const attack = given.name === 'none' ? null : parseAttackConfig(given);
  const distinct = new Set(episodes.map((episode) => episode.trajectorySha256)).size;
  const returns = episodes.map((episode) => episode.return);
  const average = (figure: (episode: EpisodeRecord) => number | null) => averageOverSteps(episodes, figure);
  const probes = episodes.flatMap((episode) => episode.gradientProbe ?? []);
  const probed = sumOf(probes, (probe) => probe.states);
  const attackModelName = options.attackModel && (options.attackModelName ?? options.attackModel.name);
  const { policyName, labels, perturbFrames, quantise } = options;
  const strikes = attack && options.strikes;
  const agentSteps = sumOf(episodes, (episode) => episode.agentSteps);
  const attackedStates = attack && sumOrNull(episodes.map((episode) => episode.attackedStates));
  const target = (attack && options.target) ?? null;
  const targetName = target === null ? undefined : (options.targetName ?? targetNameOf(target));
  const ownLabels = labels === 'self' && options.teacher !== undefined && target === null;
  return {
    policyName,
    attackLabel: evaluationLabel(given, { perturbFrames, quantise, ownLabels, strikes, targetName, attackModelName }),
    attack,
    attackModel: attack ? (attackModelName ?? null) : null,
    labels,
    perturbFrames,
    quantise,
    strikes,
    target: isAdversary(target) ? 'adversary' : target,
    explorationEpsilon: options.explorationEpsilon,
    returns: returnStatistics(returns, distinct, new Rng(options.seed)),
    truncatedEpisodes: episodes.filter((episode) => episode.truncated).length,
    cutEpisodes: episodes.filter((episode) => isCut(episode, options)).length,
    agentSteps,
    frames: sumOf(episodes, (episode) => episode.frames),
    cleanPrescriptionGap: average((episode) => episode.cleanPrescriptionGap) ?? 0,
    // What was spared kept its clean gap: the mean would be no attack's.
    attackedPrescriptionGap: options.spares ? null : average((episode) => episode.attackedPrescriptionGap),
    teacherPrescriptionGap: average((episode) => episode.teacherPrescriptionGap),
    actionFlipRate: average((episode) => episode.actionFlipRate),
    attackSuccessRate: average((episode) => episode.attackSuccessRate),
    targetRate: average((episode) => episode.targetRate),
    cleanTargetRate: average((episode) => episode.cleanTargetRate),
    teacherAgreement: average((episode) => episode.teacherAgreement),
    attackedTeacherAgreement: average((episode) => episode.attackedTeacherAgreement),
    teacherScoreLoss: average((episode) => episode.teacherScoreLoss),
    flipScoreLoss: average((episode) => episode.flipScoreLoss),
    maxPerturbation: attack ? Math.max(...episodes.map((episode) => episode.maxPerturbation ?? 0)) : null,
    attackedStates,
    attackedShare: attackedStates === null ? null : attackedStates / agentSteps,
    majorityActionShare: majorityShare(episodes.map((episode) => episode.actionCounts)) ?? 0,
    teacherMajorityActionShare: majorityShare(teacherCountsOf(episodes)),
    teacherKappa: teacherKappaOf(episodes),
    zeroGradientShare: probed > 0 ? sumOf(probes, (probe) => probe.zero) / probed : null,
    tinyGradientShare: probed > 0 ? sumOf(probes, (probe) => probe.tiny) / probed : null,
    meanGradientNorm: probed > 0 ? sumOf(probes, (probe) => (probe.meanNorm ?? 0) * probe.states) / probed : null,
  };
}

/** As labels have it of an adversary that chooses the target. */
export function adversaryTargetName(name: string): string {
  return `what ${name} chooses`;
}

/** As labels have it where nobody knows the action's name. */
export function targetNameOf(target: Target | Model): string {
  if (isAdversary(target)) return adversaryTargetName(target.name);
  return target === 'worst' ? 'the worst action' : `action ${target}`;
}

/** Agreement of policy and teacher beyond chance over all episodes; null without a teacher. */
export function teacherKappaOf(episodes: readonly EpisodeRecord[]): number | null {
  const agreement = averageOverSteps(episodes, (episode) => episode.teacherAgreement);
  const teacherCounts = addUp(teacherCountsOf(episodes));
  if (agreement === null || teacherCounts.length === 0) return null;
  return cohensKappa(agreement, addUp(episodes.map((episode) => episode.actionCounts)), teacherCounts);
}

function teacherCountsOf(episodes: readonly EpisodeRecord[]): (readonly number[])[] {
  return episodes.map((episode) => episode.teacherActionCounts ?? []);
}

/** Share of the most frequent action in counts added up over episodes; null without a count. */
function majorityShare(counts: readonly (readonly number[])[]): number | null {
  const totals = addUp(counts);
  const all = sumOf(totals, (total) => total);
  return all > 0 ? Math.max(...totals) / all : null;
}

/** How often each action was taken in all episodes together. */
function addUp(counts: readonly (readonly number[])[]): number[] {
  const numActions = Math.max(0, ...counts.map((row) => row.length));
  return Array.from({ length: numActions }, (_, action) => sumOf(counts, (row) => row[action] ?? 0));
}

function averageOverSteps(
  episodes: readonly EpisodeRecord[],
  figure: (episode: EpisodeRecord) => number | null,
): number | null {
  const measured = episodes.flatMap((episode) => {
    const value = figure(episode);
    return value === null ? [] : [{ value, steps: episode.agentSteps }];
  });
  const steps = sumOf(measured, (entry) => entry.steps);
  return steps > 0 ? sumOf(measured, (entry) => entry.value * entry.steps) / steps : null;
}

/** Null where one of them is. */
function sumOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? sumOf(known, (value) => value) : null;
}

function sumOf<T>(values: readonly T[], figure: (value: T) => number): number {
  return values.reduce((sum, value) => sum + figure(value), 0);
}

/** Whether the evaluation ended the episode, where the game itself would have let it go on. */
function isCut(episode: EpisodeRecord, { maxEpisodeAgentSteps, maxScorelessAgentSteps }: ResolvedOptions): boolean {
  const { truncated, agentSteps, longestScorelessAgentSteps } = episode;
  return (
    truncated && (agentSteps >= maxEpisodeAgentSteps || (longestScorelessAgentSteps ?? 0) >= maxScorelessAgentSteps)
  );
}
