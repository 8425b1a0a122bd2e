/** What the environments showed and did since the last phase of learning, as a rollout fills it. */
import { observationSize } from '@a2pd/core';
import type { Outcome } from '@a2pd/replay';
import type { RolloutMemory } from '../rollout.js';

export class Segment implements RolloutMemory {
  readonly numEnvironments: number;
  /** What each environment shows now; uint8[N, 4, 84, 84]. */
  readonly newest: Uint8Array;
  /** Step by step; uint8[T * N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** [T * N], as `rewards` and `ended`. */
  readonly actions: Int32Array;
  readonly rewards: Float32Array;
  /** 1 where nothing that followed counts: the game, or a life if `lifeLossTerminates`, was over, or the game was cut. */
  readonly ended: Uint8Array;
  readonly #lifeLossTerminates: boolean;
  /** Agent steps that each environment has taken. */
  readonly #lengths: Uint32Array;

  /** @param agentSteps T, of each environment. */
  constructor(numEnvironments: number, agentSteps: number, lifeLossTerminates: boolean) {
    this.numEnvironments = numEnvironments;
    const rows = numEnvironments * agentSteps;
    this.newest = new Uint8Array(numEnvironments * observationSize);
    this.observations = new Uint8Array(rows * observationSize);
    this.actions = new Int32Array(rows);
    this.rewards = new Float32Array(rows);
    this.ended = new Uint8Array(rows);
    this.#lifeLossTerminates = lifeLossTerminates;
    this.#lengths = new Uint32Array(numEnvironments);
  }

  begin(stream: number, observation: Uint8Array): void {
    this.newest.set(observation, stream * observationSize);
  }

  append(stream: number, action: number, outcome: Outcome, nextObservation: Uint8Array): void {
    const row = this.#lengths[stream]!++ * this.numEnvironments + stream;
    const newest = this.#newestOf(stream);
    this.observations.set(newest, row * observationSize);
    this.actions[row] = action;
    this.rewards[row] = outcome.reward;
    const isOver = outcome.terminated || outcome.truncated || (outcome.lifeLost && this.#lifeLossTerminates);
    this.ended[row] = isOver ? 1 : 0;
    newest.set(nextObservation);
  }

  endsWith(stream: number, observation: Uint8Array): boolean {
    return Buffer.compare(this.#newestOf(stream), observation) === 0;
  }

  /** Makes room; what the environments show stays. */
  clear(): void {
    this.#lengths.fill(0);
  }

  #newestOf(stream: number): Uint8Array {
    return this.newest.subarray(stream * observationSize, (stream + 1) * observationSize);
  }
}
