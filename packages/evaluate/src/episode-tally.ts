/** Adds up one running episode, step by step, into its record. */
import { createHash } from 'node:crypto';
import { argmax, type EpisodeRecord, type EpisodeStart, prescriptionGap, softmax, tinyGradient } from '@a2pd/core';
import type { TallyState } from './progress.js';

/** What was measured at one agent step. Rows of scores are float32[numActions]. */
export interface StepMeasurement {
  /** uint8[84, 84]. */
  readonly newestFrame: Uint8Array;
  readonly cleanScores: Float32Array;
  /** Null without an attack. */
  readonly attackedScores: Float32Array | null;
  /** Whether the attack was put to this state. */
  readonly isAttacked: boolean;
  readonly teacherScores: Float32Array | null;
  /** The action that the attack leads away from, or with a target to. */
  readonly label: number;
  /** The action taken, exploration included. */
  readonly action: number;
  readonly maxPerturbation: number;
  /** Of the input gradient, where it was measured. */
  readonly gradient: { readonly largest: number; readonly norm: number } | null;
}

export class EpisodeTally {
  readonly #digest = createHash('sha256');
  readonly #state: TallyState;

  /** @param state Of an episode to continue; its frames, actions and rewards must then be shown to `replay`. */
  constructor(
    readonly episode: number,
    readonly start: EpisodeStart,
    numActions: number,
    state: TallyState = emptyState(numActions),
  ) {
    this.#state = structuredClone(state);
  }

  get agentSteps(): number {
    return this.#state.agentSteps;
  }

  get return(): number {
    return this.#state.return;
  }

  /** A copy, to continue from. */
  state(): TallyState {
    return structuredClone(this.#state);
  }

  /** SHA-256 of newest frames, actions and rewards so far and of a further newest frame, uint8[84, 84]. */
  trajectorySha256(newestFrame: Uint8Array): string {
    return this.#digest.copy().update(newestFrame).digest('hex');
  }

  /** A step that is in the state already: only the digest, which cannot be kept, sees it again. */
  replay(newestFrame: Uint8Array, action: number, reward: number): void {
    this.#digest.update(newestFrame).update(Float64Array.of(action, reward));
  }

  /** What was measured before the step; `settle` follows. */
  measure(step: StepMeasurement): void {
    const { sums, probe, actionCounts } = this.#state;
    this.#state.agentSteps += 1;
    this.#digest.update(step.newestFrame).update(Float64Array.of(step.action));
    const cleanAction = argmax(step.cleanScores);
    actionCounts[cleanAction]! += 1;
    sums.cleanGap += prescriptionGap(softmax(step.cleanScores), cleanAction);
    if (step.attackedScores) this.#measureAttacked(step.attackedScores, cleanAction, step);
    if (step.teacherScores) this.#measureTeacher(step.teacherScores, cleanAction, step);
    if (step.gradient !== null) {
      probe.states += 1;
      if (step.gradient.largest === 0) probe.zero += 1;
      if (step.gradient.largest < tinyGradient) probe.tiny += 1;
      probe.normSum += step.gradient.norm;
    }
  }

  /** Since the last score, or since the episode began. */
  get scorelessAgentSteps(): number {
    return this.#state.scoreless.now;
  }

  /** What the step brought, and how long it took. */
  settle(reward: number, seconds: number): void {
    this.#digest.update(Float64Array.of(reward));
    this.#state.return += reward;
    const { scoreless } = this.#state;
    scoreless.now = reward === 0 ? scoreless.now + 1 : 0;
    scoreless.longest = Math.max(scoreless.longest, scoreless.now);
    this.#state.seconds += seconds;
  }

  #measureAttacked(scores: Float32Array, cleanAction: number, step: StepMeasurement): void {
    const { sums, counts } = this.#state;
    const attackedAction = argmax(scores);
    sums.attackedGap += prescriptionGap(softmax(scores), cleanAction);
    if (step.isAttacked && counts.attacked !== null) counts.attacked += 1;
    counts.flips += Number(attackedAction !== cleanAction);
    counts.successes += Number(attackedAction !== step.label);
    counts.cleanLabels += Number(cleanAction === step.label);
    this.#state.maxPerturbation = Math.max(this.#state.maxPerturbation, step.maxPerturbation);
  }

  #measureTeacher(scores: Float32Array, cleanAction: number, step: StepMeasurement): void {
    const { sums, counts, teacherActionCounts } = this.#state;
    const teacherAction = argmax(scores);
    teacherActionCounts[teacherAction]! += 1;
    sums.teacherGap += prescriptionGap(softmax(scores), teacherAction);
    sums.scoreLoss += scores[teacherAction]! - scores[step.action]!;
    counts.agreements += Number(cleanAction === teacherAction);
    if (!step.attackedScores) return;
    const attackedAction = argmax(step.attackedScores);
    counts.attackedAgreements += Number(attackedAction === teacherAction);
    sums.flipLoss += scores[cleanAction]! - scores[attackedAction]!;
  }

  /** The record of the episode that just ended. */
  finish(
    end: { frames: number; terminated: boolean; truncated: boolean },
    has: { attack: boolean; teacher: boolean; target: boolean },
  ): EpisodeRecord {
    const { agentSteps, sums, counts, probe, ...state } = this.#state;
    const perStep = (sum: number) => sum / agentSteps;
    const attacked = (sum: number) => (has.attack ? perStep(sum) : null);
    const taught = (sum: number) => (has.teacher ? perStep(sum) : null);
    const { states, zero, tiny, normSum } = probe;
    return {
      episode: this.episode,
      seed: this.start.seed,
      aleSeed: this.start.aleSeed,
      noops: this.start.noops,
      return: state.return,
      agentSteps,
      ...end,
      longestScorelessAgentSteps: state.scoreless.longest,
      seconds: state.seconds,
      trajectorySha256: this.#digest.digest('hex'),
      cleanPrescriptionGap: perStep(sums.cleanGap),
      attackedPrescriptionGap: attacked(sums.attackedGap),
      teacherPrescriptionGap: taught(sums.teacherGap),
      actionFlipRate: attacked(counts.flips),
      attackSuccessRate: has.target ? null : attacked(counts.successes),
      teacherAgreement: taught(counts.agreements),
      attackedTeacherAgreement: has.attack ? taught(counts.attackedAgreements) : null,
      teacherScoreLoss: taught(sums.scoreLoss),
      flipScoreLoss: has.attack ? taught(sums.flipLoss) : null,
      maxPerturbation: has.attack ? state.maxPerturbation : null,
      attackedStates: has.attack ? counts.attacked : null,
      targetRate: has.target ? attacked(agentSteps - counts.successes) : null,
      cleanTargetRate: has.target ? attacked(counts.cleanLabels) : null,
      actionCounts: state.actionCounts,
      teacherActionCounts: has.teacher ? state.teacherActionCounts : null,
      gradientProbe: states > 0 ? { states, zero, tiny, meanNorm: normSum / states } : null,
    };
  }
}

function emptyState(numActions: number): TallyState {
  const noCounts = () => new Array<number>(numActions).fill(0);
  return {
    ...{ agentSteps: 0, return: 0, seconds: 0, maxPerturbation: 0 },
    actionCounts: noCounts(),
    teacherActionCounts: noCounts(),
    sums: { cleanGap: 0, attackedGap: 0, teacherGap: 0, scoreLoss: 0, flipLoss: 0 },
    counts: { flips: 0, successes: 0, agreements: 0, attackedAgreements: 0, attacked: 0, cleanLabels: 0 },
    probe: { states: 0, zero: 0, tiny: 0, normSum: 0 },
    scoreless: { now: 0, longest: 0 },
  };
}
