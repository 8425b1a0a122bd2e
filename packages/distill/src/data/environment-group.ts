/**
 * Environments that step together. Collection has two such groups: while the teacher answers one, the native threads step
 * the other. Each group draws from a generator of its own, so that the order in which groups are waited for is of no account.
 */
import {
  explore,
  IDLE,
  observationSize,
  type Rng,
  type RngState,
  replayEpisodes,
  type VectorEnvironment,
} from '@a2pd/core';
import type { CollectConfig } from './collect-config.js';
import type { PrescriptionRecorder } from './recorder.js';
import type { RunningEpisode } from './running-episodes.js';

const none = -1;

/** Of N environments. */
export interface Answer {
  /** The teacher's, float32[N * A]. */
  readonly qValues: Float32Array;
  /** What the player would do, int32[N]; undefined where the teacher plays. */
  readonly playerActions: Int32Array | undefined;
}

/** How often another action than the teacher's is taken. */
type Steering = Pick<CollectConfig, 'explorationEpsilon' | 'playerShare'>;

export class EnvironmentGroup {
  readonly environment: VectorEnvironment;
  /** Number of this group's first environment among all. */
  readonly #firstIndex: number;
  readonly #rng: Rng;
  readonly #actions: Int32Array;
  /** The episode that each environment plays. */
  readonly #episodes: Int32Array;
  /** The row that waits for each environment's reward. */
  readonly #rows: Int32Array;
  #isStepping = false;

  /** @param environment Autoreset mode `disabled`: episodes begin from seeds drawn here, so that they can be played again. */
  constructor(environment: VectorEnvironment, firstIndex: number, rng: Rng) {
    this.environment = environment;
    this.#firstIndex = firstIndex;
    this.#rng = rng;
    this.#actions = new Int32Array(environment.numEnvironments).fill(IDLE);
    this.#episodes = new Int32Array(environment.numEnvironments).fill(none);
    this.#rows = new Int32Array(environment.numEnvironments).fill(none);
  }

  get rngState(): RngState {
    return this.#rng.state();
  }

  /** Begins an episode in every environment. */
  begin(recorder: PrescriptionRecorder): void {
    this.#beginEpisodes([...this.#episodes.keys()], recorder);
  }

  /** Brings every environment back to where its episode was by playing it again. */
  replay(episodes: readonly RunningEpisode[]): void {
    const played = episodes.map(({ seed, takenActions }) => ({ seed, actions: takenActions }));
    replayEpisodes(this.environment, played);
    for (const [at, { index }] of episodes.entries()) this.#episodes[at] = index;
  }

  /**
   * Keeps the teacher's answers, and starts the step they lead to on the native threads.
   * @param answer For the observations as they are.
   */
  act(
    { qValues, playerActions }: Answer,
    { explorationEpsilon, playerShare }: Steering,
    recorder: PrescriptionRecorder,
  ): void {
    const { observations, numActions } = this.environment;
    for (let at = 0; at < this.#actions.length; at++) {
      if (recorder.isFull) {
        this.#actions[at] = IDLE;
        continue;
      }
      const own = qValues.subarray(at * numActions, (at + 1) * numActions);
      const stack = observations.subarray(at * observationSize, (at + 1) * observationSize);
      let otherAction = explore(this.#rng, explorationEpsilon, numActions) ?? undefined;
      if (playerActions && this.#rng.uniform() < (playerShare ?? 1)) otherAction ??= playerActions[at]!;
      const { row, takenAction } = recorder.keep(this.#episodes[at]!, stack, own, otherAction);
      this.#rows[at] = row;
      this.#actions[at] = takenAction;
    }
    this.environment.stepAsync(this.#actions);
    this.#isStepping = true;
  }

  /** Waits for the step under way, books its rewards, and begins new episodes where some ended. */
  settle(recorder: PrescriptionRecorder): void {
    if (!this.#isStepping) return;
    this.#isStepping = false;
    const { rewards, terminated, truncated } = this.environment.stepWait();
    const ended: number[] = [];
    for (const [at, row] of this.#rows.entries()) {
      if (row === none) continue;
      const hasEnded = terminated[at] === 1 || truncated[at] === 1;
      recorder.settle(this.#episodes[at]!, row, rewards[at]!, hasEnded);
      if (hasEnded) ended.push(at);
    }
    this.#rows.fill(none);
    if (ended.length > 0) this.#beginEpisodes(ended, recorder);
  }

  #beginEpisodes(indices: readonly number[], recorder: PrescriptionRecorder): void {
    this.environment.reset({ indices, seed: indices.map(() => this.#rng.seed()) });
    const { episodeStarts } = this.environment;
    for (const at of indices) {
      this.#episodes[at] = recorder.beginEpisode(this.#firstIndex + at, episodeStarts[at]!);
    }
  }
}
