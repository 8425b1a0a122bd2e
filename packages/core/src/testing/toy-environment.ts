/** Tiny games behind the full VectorEnvironment contract, in every autoreset mode, for tests that need no ALE. */
import {
  type AutoresetMode,
  blankStep,
  type EpisodeStart,
  frameSize,
  IDLE,
  observationSize,
  type ResetOptions,
  type VectorEnvironment,
  type VectorStep,
} from '../environment.js';
import { A2pdError, expectationError } from '../errors.js';
import { Rng } from '../rng.js';
import type { StartGame, ToyGame } from './toy-game.js';

export class ToyEnvironment implements VectorEnvironment {
  readonly numActions: number;
  readonly frameSkip = 4;
  readonly observations: Uint8Array;
  readonly episodeStarts: EpisodeStart[];
  readonly #games: ToyGame[];
  readonly #isOver: boolean[];
  readonly #step: VectorStep;
  #automaticSeeds = new Rng(0);
  #awaited: Int32Array | undefined;
  #isOpen = true;

  constructor(
    readonly start: StartGame,
    readonly numEnvironments: number,
    readonly autoresetMode: AutoresetMode,
  ) {
    this.observations = new Uint8Array(numEnvironments * observationSize);
    const finalObservations = autoresetMode === 'same-step' ? new Uint8Array(this.observations.length) : undefined;
    this.#step = { ...blankStep(this.observations), finalObservations };
    this.episodeStarts = Array.from({ length: numEnvironments }, () => ({ seed: 0, aleSeed: 0, noops: 0 }));
    this.#games = this.episodeStarts.map(() => start(new Rng(0), 0));
    this.#isOver = this.episodeStarts.map(() => false);
    this.numActions = this.#games[0]!.numActions;
  }

  /** One seed for all gives each environment its own, `seed + index`. A reset of all begins the automatic seeds anew. */
  reset({ seed = 0, indices }: ResetOptions = {}): Uint8Array {
    this.#requireOpen();
    const which = indices ?? [...this.episodeStarts.keys()];
    const seeds = typeof seed === 'number' && !indices ? which.map((index) => seed + index) : seed;
    if (!Array.isArray(seeds) || seeds.length !== which.length || !seeds.every(isSeed)) {
      throw expectationError('INVALID_ARGUMENT', `${which.length} seeds, one for each environment`, seed);
    }
    if (!indices) this.#automaticSeeds = new Rng(0);
    for (const [k, index] of which.entries()) this.#begin(index, seeds[k]!);
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    this.#requireOpen();
    this.#requireActions(actions);
    for (const [index, action] of actions.entries()) this.#advance(index, action);
    return this.#step;
  }

  stepAsync(actions: Int32Array): void {
    this.#awaited = actions.slice();
  }

  stepWait(): VectorStep {
    return this.step(this.#awaited!);
  }

  close(): void {
    this.#isOpen = false;
  }

  #advance(index: number, action: number): void {
    const step = this.#step;
    step.rewards[index] = 0;
    if (action === IDLE) return;
    if (this.#isOver[index]) {
      this.#begin(index, this.#automaticSeeds.seed());
      step.wasReset[index] = 1;
      return;
    }
    const { reward, terminated = false, truncated = false, lifeLost = false } = this.#games[index]!.act(action);
    this.#show(index);
    step.rewards[index] = reward;
    step.terminated[index] = Number(terminated);
    step.truncated[index] = Number(truncated);
    step.lifeLost[index] = Number(lifeLost);
    step.wasReset[index] = 0;
    step.episodeFrames[index]! += this.frameSkip;
    this.#isOver[index] = terminated || truncated;
    if (!this.#isOver[index] || !step.finalObservations) return;
    step.finalObservations.set(this.#observation(index), index * observationSize);
    this.#begin(index, this.#automaticSeeds.seed());
    // The next episode is shown already, but the step tells of the end of this one.
    step.terminated[index] = Number(terminated);
    step.truncated[index] = Number(truncated);
  }

  #begin(index: number, seed: number): void {
    const game = this.start(new Rng(seed), seed);
    this.#games[index] = game;
    this.#isOver[index] = false;
    this.episodeStarts[index] = { seed, aleSeed: seed, noops: 0, ...game.start };
    const { terminated, truncated, lifeLost, wasReset, episodeFrames } = this.#step;
    for (const figures of [terminated, truncated, lifeLost, wasReset, episodeFrames]) figures[index] = 0;
    this.#observation(index).fill(0);
    this.#show(index);
  }

  #show(index: number): void {
    const observation = this.#observation(index);
    observation.copyWithin(0, frameSize);
    this.#games[index]!.draw(observation.subarray(observationSize - frameSize).fill(0));
  }

  #observation(index: number): Uint8Array {
    return this.observations.subarray(index * observationSize, (index + 1) * observationSize);
  }

  #requireOpen(): void {
    if (!this.#isOpen) throw new A2pdError('INVALID_STATE', 'This environment was closed; make a new one');
  }

  #requireActions(actions: Int32Array): void {
    if (actions.length !== this.numEnvironments) {
      throw expectationError('INVALID_BUFFER', `${this.numEnvironments} actions`, actions);
    }
    const mayIdle = this.autoresetMode === 'disabled';
    for (const [index, action] of actions.entries()) {
      if (mayIdle && action === IDLE) continue;
      if (!(action >= 0 && action < this.numActions)) {
        throw expectationError('ILLEGAL_ACTION', `an action in [0, ${this.numActions})`, action);
      }
      if (mayIdle && this.#isOver[index]) {
        throw expectationError('INVALID_STATE', `IDLE or a reset for environment ${index}`, action);
      }
    }
  }
}

function isSeed(seed: unknown): boolean {
  return Number.isSafeInteger(seed) && (seed as number) >= 0;
}
