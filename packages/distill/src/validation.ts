/**
 * How well a student plays its teacher, beyond accuracy: on games where one action dominates, a constant student looks
 * accurate and perfectly robust. Pure; one `add` a batch, `finish` at the end.
 */
import { argmax } from '@a2pd/core';
import { prescriptionGap, softmax } from './data/prescription.js';

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
}

export class ValidationCounter {
  readonly #numActions: number;
  /** Rows by [label, chosen action]. */
  readonly #confusion: Float64Array;
  #gapSum = 0;
  #numRows = 0;

  constructor(numActions: number) {
    this.#numActions = numActions;
    this.#confusion = new Float64Array(numActions * numActions);
  }

  /**
   * @param logits float32[B, A] on the host
   * @param labels int32[B]
   */
  add(logits: Float32Array, labels: Int32Array): void {
    for (const [index, label] of labels.entries()) {
      const own = logits.subarray(index * this.#numActions, (index + 1) * this.#numActions);
      this.#confusion[label * this.#numActions + argmax(own)]! += 1;
      this.#gapSum += prescriptionGap(softmax(own));
      this.#numRows++;
    }
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
    return {
      accuracy: sum(actions.map((action) => cell(action, action))) / this.#numRows,
      majorityShare: Math.max(...labelCounts) / this.#numRows,
      balancedAccuracy: sum(occurring) / occurring.length,
      recalls,
      studentMajorityShare: Math.max(...chosenCounts) / this.#numRows,
      meanPrescriptionGap: this.#gapSum / this.#numRows,
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
