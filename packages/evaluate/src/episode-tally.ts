/** Adds up one running episode, step by step, into its record. */
import { createHash } from 'node:crypto';
import { argmax, type EpisodeRecord, type EpisodeStart, Rng } from '@a2pd/core';
import { prescriptionGap, prescriptionOf } from './prescription.js';

/** What was measured at one agent step. Rows of scores are float32[numActions]. */
export interface StepMeasurement {
  /** uint8[84, 84]. */
  readonly newestFrame: Uint8Array;
  readonly cleanScores: Float32Array;
  /** Null without an attack. */
  readonly attackedScores: Float32Array | null;
  readonly teacherScores: Float32Array | null;
  /** The action the attack pushes away from. */
  readonly label: number;
  /** The action taken, exploration included. */
  readonly action: number;
  readonly maxPerturbation: number;
  /** Largest component of the input gradient, where it was measured. */
  readonly maxGradient: number | null;
}

/** Below this the largest component of an input gradient is called tiny. */
const tinyGradient = 1e-8;

export class EpisodeTally {
  /** Draws the exploration of this episode: a function of its seed alone. */
  readonly rng: Rng;
  readonly episode: number;
  readonly start: EpisodeStart;
  agentSteps = 0;
  #return = 0;
  #maxPerturbation = 0;
  readonly #digest = createHash('sha256');
  readonly #actionCounts: number[];
  readonly #teacherActionCounts: number[];
  readonly #sums = { cleanGap: 0, attackedGap: 0, teacherGap: 0, scoreLoss: 0 };
  readonly #counts = { flips: 0, successes: 0, agreements: 0, attackedAgreements: 0 };
  readonly #probe = { states: 0, zero: 0, tiny: 0 };

  constructor(episode: number, start: EpisodeStart, numActions: number) {
    this.episode = episode;
    this.start = start;
    this.rng = new Rng(start.seed);
    this.#actionCounts = new Array<number>(numActions).fill(0);
    this.#teacherActionCounts = new Array<number>(numActions).fill(0);
  }

  get return(): number {
    return this.#return;
  }

  add(step: StepMeasurement, reward: number): void {
    this.agentSteps += 1;
    this.#return += reward;
    this.#digest.update(step.newestFrame).update(Float64Array.of(step.action, reward));
    const cleanAction = argmax(step.cleanScores);
    this.#actionCounts[cleanAction]! += 1;
    this.#sums.cleanGap += prescriptionGap(prescriptionOf(step.cleanScores), cleanAction);
    if (step.attackedScores) this.#addAttacked(step.attackedScores, cleanAction, step);
    if (step.teacherScores) this.#addTeacher(step.teacherScores, cleanAction, step);
    if (step.maxGradient !== null) {
      this.#probe.states += 1;
      if (step.maxGradient === 0) this.#probe.zero += 1;
      if (step.maxGradient < tinyGradient) this.#probe.tiny += 1;
    }
  }

  #addAttacked(scores: Float32Array, cleanAction: number, step: StepMeasurement): void {
    const attackedAction = argmax(scores);
    this.#sums.attackedGap += prescriptionGap(prescriptionOf(scores), cleanAction);
    this.#counts.flips += Number(attackedAction !== cleanAction);
    this.#counts.successes += Number(attackedAction !== step.label);
    this.#maxPerturbation = Math.max(this.#maxPerturbation, step.maxPerturbation);
  }

  #addTeacher(scores: Float32Array, cleanAction: number, step: StepMeasurement): void {
    const teacherAction = argmax(scores);
    this.#teacherActionCounts[teacherAction]! += 1;
    this.#sums.teacherGap += prescriptionGap(prescriptionOf(scores), teacherAction);
    this.#sums.scoreLoss += scores[teacherAction]! - scores[step.action]!;
    this.#counts.agreements += Number(cleanAction === teacherAction);
    if (step.attackedScores) this.#counts.attackedAgreements += Number(argmax(step.attackedScores) === teacherAction);
  }

  /** The record of the episode that just ended. */
  finish(
    end: { frames: number; terminated: boolean; truncated: boolean },
    has: { attack: boolean; teacher: boolean },
  ): EpisodeRecord {
    const perStep = (sum: number) => sum / this.agentSteps;
    const attacked = (sum: number) => (has.attack ? perStep(sum) : null);
    const taught = (sum: number) => (has.teacher ? perStep(sum) : null);
    return {
      episode: this.episode,
      seed: this.start.seed,
      aleSeed: this.start.aleSeed,
      noops: this.start.noops,
      return: this.#return,
      agentSteps: this.agentSteps,
      ...end,
      trajectorySha256: this.#digest.digest('hex'),
      cleanPrescriptionGap: perStep(this.#sums.cleanGap),
      attackedPrescriptionGap: attacked(this.#sums.attackedGap),
      teacherPrescriptionGap: taught(this.#sums.teacherGap),
      actionFlipRate: attacked(this.#counts.flips),
      attackSuccessRate: attacked(this.#counts.successes),
      teacherAgreement: taught(this.#counts.agreements),
      attackedTeacherAgreement: has.attack ? taught(this.#counts.attackedAgreements) : null,
      teacherScoreLoss: taught(this.#sums.scoreLoss),
      maxPerturbation: has.attack ? this.#maxPerturbation : null,
      actionCounts: this.#actionCounts,
      teacherActionCounts: has.teacher ? this.#teacherActionCounts : null,
      gradientProbe: this.#probe.states > 0 ? { ...this.#probe } : null,
    };
  }
}
