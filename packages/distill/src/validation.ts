/**
 * How well a student plays its teacher, beyond accuracy: on games where one action dominates, a constant student looks
 * accurate and perfectly robust. Pure; one `add` a batch, `finish` at the end.
 */
import { argmax, prescriptionGap, softmax, tinyGradient } from '@a2pd/core';
import type { Probe } from './probe.js';

export interface ValidationMetrics {
  /** "Prescription accuracy": share of the rows whose argmax is aT. */
  readonly accuracy: number;
  /** Share of the teacher's most frequent action: what a constant student would score. */
  readonly majorityShare: number;
  /** Mean of the recalls of the actions that occur. */
  readonly balancedAccuracy: number;
  /** Share of each action's rows that the student gets right; null where the action does not occur; [A]. */
  readonly recalls: readonly (number | null)[];
  /** Share of the student's most frequent action; 1 for a constant student. */
  readonly studentMajorityShare: number;
  /** Mean of p(i*) - max p(j) over the rows (Section 4.6). */
  readonly meanPrescriptionGap: number;
  /** L_pgm of Eq. 12 whatever the method; null with fewer than three actions, where there is none. */
  readonly pgmLoss: number | null;
  /** L_pgm / ln(A - 1), in [-1, 0] for every game. */
  readonly normalisedPgmLoss: number | null;
  /** L_jr of Eq. 13 for Eq. 12, per sample and averaged, whatever the method. */
  readonly jacobianNorm: number | null;
  /** Share of the rows whose cross-entropy with aT gives an attacker (Eq. 19) no pixel's gradient above 1e-8. */
  readonly vanishingGradientShare: number;
  /** Share of the rows whose own action is proved within the method's radius, rounding left out; null without a radius. */
  readonly provedShare: number | null;
}

export class ValidationCounter {
  readonly #numActions: number;
  /** Rows by [label, chosen action]. */
  readonly #confusion: Float64Array;
  #gapSum = 0;
  #pgmSum = 0;
  #jacobianNormSum = 0;
  #numVanishing = 0;
  #numProved: number | null = null;
  #numRows = 0;

  constructor(numActions: number) {
    this.#numActions = numActions;
    this.#confusion = new Float64Array(numActions * numActions);
  }

  /**
   * @param probe Of B rows
   * @param labels int32[B]
   */
  add({ logits, pgmLosses, jacobianNorms, largestGradients, smallestLeads }: Probe, labels: Int32Array): void {
    for (const [index, label] of labels.entries()) {
      const own = logits.subarray(index * this.#numActions, (index + 1) * this.#numActions);
      this.#confusion[label * this.#numActions + argmax(own)]! += 1;
      this.#gapSum += prescriptionGap(softmax(own));
      this.#pgmSum += pgmLosses?.[index] ?? 0;
      this.#jacobianNormSum += jacobianNorms?.[index] ?? 0;
      this.#numVanishing += largestGradients[index]! > tinyGradient ? 0 : 1;
    }
    if (smallestLeads) this.#numProved = (this.#numProved ?? 0) + smallestLeads.filter((lead) => lead > 0).length;
    this.#numRows += labels.length;
  }

  finish(): ValidationMetrics {
    const actions = Array.from({ length: this.#numActions }, (_, action) => action);
    const cell = (label: number, chosen: number) => this.#confusion[label * this.#numActions + chosen]!;
    const labelCounts = actions.map((label) => sum(actions.map((chosen) => cell(label, chosen))));
    const chosenCounts = actions.map((chosen) => sum(actions.map((label) => cell(label, chosen))));
    const recalls = actions.map((action) =>
      labelCounts[action] === 0 ? null : cell(action, action) / labelCounts[action]!,
    );
    const occurring = recalls.filter((recall) => recall !== null);
    const isPgmDefined = this.#numActions >= 3;
    const pgmLoss = isPgmDefined ? this.#pgmSum / this.#numRows : null;
    return {
      accuracy: sum(actions.map((action) => cell(action, action))) / this.#numRows,
      majorityShare: Math.max(...labelCounts) / this.#numRows,
      balancedAccuracy: sum(occurring) / occurring.length,
      recalls,
      studentMajorityShare: Math.max(...chosenCounts) / this.#numRows,
      meanPrescriptionGap: this.#gapSum / this.#numRows,
      pgmLoss,
      normalisedPgmLoss: pgmLoss === null ? null : pgmLoss / Math.log(this.#numActions - 1),
      jacobianNorm: isPgmDefined ? this.#jacobianNormSum / this.#numRows : null,
      vanishingGradientShare: this.#numVanishing / this.#numRows,
      provedShare: this.#numProved === null ? null : this.#numProved / this.#numRows,
    };
  }
}

/** Whether the student always plays one action though its teacher does not: no attack can move it, nor can the game. */
export function isConstant({ studentMajorityShare, majorityShare }: ValidationMetrics): boolean {
  return studentMajorityShare === 1 && majorityShare < 1;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
