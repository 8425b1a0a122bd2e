/** What the audit asks of states and the findings ask of whole evaluations, by the same limits. */
import { type AuditVerdict, percent } from '@a2pd/core';
import { atLeast, atMost, type Limits } from './verdict.js';

/** More is as good as constant. */
const majorityLimits: Limits = { pass: 0.95, warn: 0.985 };

/** Of the share of a policy's most frequent action. */
export function verdictOnMajority(majorityShare: number): AuditVerdict {
  return atMost(majorityShare, majorityLimits);
}

/**
 * Of the agreement with the teacher beyond chance: moderate, or at least fair, on the scale of Landis & Koch, "The Measurement
 * of Observer Agreement for Categorical Data" (1977). Of a teacher that is as good as constant it tells little.
 * @param kappa `cohensKappa` of the two
 */
export function verdictOnAgreement(kappa: number, teacherMajorityShare: number): AuditVerdict {
  if (teacherMajorityShare > majorityLimits.warn) return 'warn';
  return atLeast(kappa, { pass: 0.4, warn: 0.2 });
}

/** The figures that this verdict rests on, for people. */
export function describeAgreement(agreement: number, kappa: number, teacherMajorityShare: number): string {
  const figures = `agreement ${percent(agreement)}, Cohen's kappa ${kappa.toFixed(2)}`;
  return `${figures}, the teacher's most frequent action ${percent(teacherMajorityShare)}`;
}

/** Of the share of states whose input gradient has no component above `tinyGradient`. */
export function verdictOnTinyGradients(tinyShare: number): AuditVerdict {
  return atMost(tinyShare, { pass: 0.1, warn: 0.3 });
}

/**
 * What a policy earns beyond the random agent, as a share of what its teacher does; null of a teacher that earns nothing.
 * @param random 0 where it is not known
 */
export function worthKept(own: number, teacher: number, random: number): number | null {
  return teacher > random ? (own - random) / (teacher - random) : null;
}

/** Of `worthKept`. */
export function verdictOnCleanReturn(kept: number): AuditVerdict {
  return atLeast(kept, { pass: 0.8, warn: 0.5 });
}

/**
 * Whether a return under an attack, beyond chance above that without one, is so by more than a game that happens to go better: by
 * more than a tenth.
 * @param worth What the policy earns beyond the random agent.
 */
export function isMuchRaised(gain: number, worth: number): boolean {
  return gain > 0.1 * worth;
}

/** Of fewer episodes states are too much alike, however many they are. */
export const fewestEpisodes = 16;

export interface OriginOfStates {
  readonly episodes: number;
  /** Those that were left before their end. */
  readonly cutEpisodes: number;
  readonly distinctShare: number;
}

/** Whether states are as many as they seem. */
export function verdictOnStates({ episodes, cutEpisodes, distinctShare }: OriginOfStates): AuditVerdict {
  return episodes >= fewestEpisodes && cutEpisodes === 0 && distinctShare >= 0.5 ? 'pass' : 'warn';
}
