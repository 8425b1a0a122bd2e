/** What a report is made from: records that others wrote. Nothing here is computed again. */
import type { Manifest } from '@a2pd/artefact';
import type {
  AuditRecord,
  CertificationRecord,
  CertifiedPlayRecord,
  Comparison,
  EvaluationRecord,
  EvaluationSummary,
  Finding,
  ReturnStatistics,
} from '@a2pd/core';
import type { PaperMethod } from './paper-tables.js';

/** A point of the teacher's training curve. */
export interface TrainingPoint {
  readonly agentSteps: number;
  /** Mean raw return of the latest training episodes. */
  readonly trainingReturn?: number | undefined;
  /** Mean raw return of a periodic evaluation. */
  readonly evaluationReturn?: number | undefined;
}

/** A point of a student's distillation curve; shares are in [0, 1]. */
export interface DistillationPoint {
  readonly epoch: number;
  readonly trainingLoss?: number | undefined;
  readonly validationLoss?: number | undefined;
  /** Share of validation rows whose argmax is the teacher's action. */
  readonly prescriptionAccuracy?: number | undefined;
  /** Mean over actions of each action's recall. */
  readonly balancedAccuracy?: number | undefined;
}

export interface DistillationHistory {
  /** The student's name, as in the evaluations. */
  readonly policyName: string;
  readonly points: readonly DistillationPoint[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch?: number | undefined;
  /** What the constant policy's accuracy would be. */
  readonly majorityShare?: number | undefined;
  readonly secondsPerEpoch?: number | undefined;
}

/** The lowest mean return under attacks of at most this strength: of one attack, or for each episode's seed the lowest of several. */
export interface WorstCase {
  readonly policyName: string;
  /** Radius in L-infinity, pixels in [0, 1]. */
  readonly epsilon: number;
  readonly attackLabels: readonly string[];
  /** Whose action the attacks that were tried led away from: of one alone, the other may still be worse. Absent in older records. */
  readonly labels?: readonly EvaluationSummary['labels'][] | undefined;
  readonly returns: ReturnStatistics;
  /** Of episodes that ended before the game. */
  readonly isCutShort?: boolean | undefined;
  /** Share of random actions, where it is not the default one. */
  readonly explorationEpsilon?: number | undefined;
}

export interface ReportInput {
  readonly runName: string;
  /** ALE's name of the game, e.g. "bank_heist". */
  readonly game: string;
  /** Names of the actions in index order. */
  readonly actionNames?: readonly string[] | undefined;
  readonly comparison: Comparison;
  readonly evaluations: readonly EvaluationRecord[];
  /** The policy the headline is about; the last compared when absent or not among them. */
  readonly headlinePolicy?: string | undefined;
  /** Which of the paper's methods a policy stands for, by policy name, e.g. `{ student: 'A2PD' }`. */
  readonly paperMethods?: Readonly<Record<string, PaperMethod>> | undefined;
  readonly audits?: readonly AuditRecord[] | undefined;
  readonly certifications?: readonly CertificationRecord[] | undefined;
  /** For each policy and radius one. */
  readonly certifiedPlay?: readonly CertifiedPlayRecord[] | undefined;
  /** What a sceptic asked of those certificates. */
  readonly certificateFindings?: readonly Finding[] | undefined;
  readonly worstCases?: readonly WorstCase[] | undefined;
  readonly training?: readonly TrainingPoint[] | undefined;
  readonly distillation?: readonly DistillationHistory[] | undefined;
  /** How this run is smaller than the paper's protocol; absent at full size. */
  readonly scaledDown?: string | undefined;
  /** What to type for the run at full size. */
  readonly fullSizeCommand: string;
  readonly manifests: readonly { readonly name: string; readonly manifest: Manifest }[];
}

/** The policy the headline and the animation are about; undefined when nothing was compared. */
export function headlinePolicyOf({ headlinePolicy, comparison: { rows } }: ReportInput): string | undefined {
  const names = rows.map((row) => row.summary.policyName);
  return names.includes(headlinePolicy ?? '') ? headlinePolicy : names.at(-1);
}
