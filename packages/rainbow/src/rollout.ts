/**
 * Steps the parallel environments and puts what they show into a memory: one stream an environment, rewards clipped for
 * learning and summed raw for the record. Any autoreset mode will do; exact resume needs `disabled`, where the episodes'
 * seeds are drawn here and each can be played again. In `next-step` mode the resetting step is no transition (its
 * action was ignored): its observation only begins the new episode.
 */
import {
  A2pdError,
  observationSize,
  Rng,
  type RngState,
  replayEpisodes,
  type VectorEnvironment,
  type VectorStep,
} from '@a2pd/core';
import type { Outcome } from '@a2pd/replay';

/** Where what the environments show is kept, a stream for each. */
export interface RolloutMemory {
  /** A new episode's first observation. */
  begin(stream: number, observation: Uint8Array): void;
  /** What an action led to, from the observation that was newest. */
  append(stream: number, action: number, outcome: Outcome, nextObservation: Uint8Array): void;
  /** Whether this is the stream's newest observation. */
  endsWith(stream: number, observation: Uint8Array): boolean;
}

export interface FinishedEpisode {
  readonly environment: number;
  /** Sum of raw rewards. */
  readonly return: number;
  readonly agentSteps: number;
  readonly truncated: boolean;
}

export interface RolloutState {
  readonly rng: RngState;
  readonly episodes: readonly { readonly seed: number; readonly return: number; readonly actions: Uint8Array }[];
}

interface RunningEpisode {
  seed: number;
  return: number;
  actions: number[];
}

export class Rollout {
  readonly environment: VectorEnvironment;
  readonly #memory: RolloutMemory;
  readonly #rewardClip: number;
  readonly #episodes: RunningEpisode[];
  readonly #actions: Int32Array;
  #rng: Rng;

  /** @param rng draws the episodes' seeds. The environments are not touched before `begin` or `restore`. */
  constructor(environment: VectorEnvironment, memory: RolloutMemory, rewardClip: number | null, rng: Rng) {
    this.environment = environment;
    this.#memory = memory;
    this.#rewardClip = rewardClip ?? Number.POSITIVE_INFINITY;
    this.#rng = rng;
    this.#actions = new Int32Array(environment.numEnvironments);
    this.#episodes = Array.from(this.#actions, () => ({ seed: 0, return: 0, actions: [] }));
  }

  /** Starts an episode in every environment. @param rng Whose seeds go on, where an earlier rollout's should. */
  begin(rng?: RngState): void {
    if (rng) this.#rng = Rng.fromState(rng);
    const seeds = this.#episodes.map(() => this.#rng.seed());
    this.environment.reset({ seed: seeds });
    for (const [i, seed] of seeds.entries()) this.#beginEpisode(i, seed);
  }

  /** Lets the environments start on `actions`, int32[N], on their own threads; `finish` must follow. */
  start(actions: Int32Array): void {
    this.#actions.set(actions);
    this.environment.stepAsync(actions);
  }

  /** Waits for the step, stores it and begins new episodes. @returns agent steps taken and episodes that ended. */
  finish(): { agentSteps: number; episodes: FinishedEpisode[] } {
    const step = this.environment.stepWait();
    const finished: FinishedEpisode[] = [];
    const ended: number[] = [];
    let agentSteps = 0;
    for (const [i, episode] of this.#episodes.entries()) {
      if (step.wasReset[i]) {
        this.#beginEpisode(i, this.environment.episodeStarts[i]!.seed);
        continue;
      }
      agentSteps++;
      episode.return += step.rewards[i]!;
      episode.actions.push(this.#actions[i]!);
      this.#store(i, step);
      if (!step.terminated[i] && !step.truncated[i]) continue;
      finished.push({
        environment: i,
        return: episode.return,
        agentSteps: episode.actions.length,
        truncated: !step.terminated[i],
      });
      ended.push(i);
    }
    this.#beginAfter(ended);
    return { agentSteps, episodes: finished };
  }

  state(): RolloutState {
    const episodes = this.#episodes.map((episode) => ({ ...episode, actions: Uint8Array.from(episode.actions) }));
    return { rng: this.#rng.state(), episodes };
  }

  /** Brings the environments to where `state` was taken. The memory is restored by its owner. */
  restore(state: RolloutState): void {
    replayEpisodes(this.environment, state.episodes);
    this.#rng = Rng.fromState(state.rng);
    for (const [i, episode] of state.episodes.entries()) {
      this.#episodes[i] = { ...episode, actions: [...episode.actions] };
    }
  }

  /** Whether the environments, and the memory, are where `restore` should have brought them. */
  requireContinuity(): void {
    const { observations } = this.environment;
    if (this.#episodes.every((_, i) => this.#memory.endsWith(i, observationOf(observations, i)))) return;
    const remedy = 'continue with the version of a2pd, of ALE and of the ROM that began it, or by refillReplay';
    const message = `The episodes of the checkpoint, played again, do not show what they showed before; ${remedy}`;
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', message, { remedy, arguments: ['refillReplay'] });
  }

  #store(i: number, step: VectorStep): void {
    const isOver = step.terminated[i] === 1 || step.truncated[i] === 1;
    const hasMovedOn = isOver && this.environment.autoresetMode === 'same-step';
    const source = hasMovedOn ? step.finalObservations : step.observations;
    if (!source) throw new A2pdError('INVALID_STATE', "Expected finalObservations in autoreset mode 'same-step'");
    const reward = Math.max(-this.#rewardClip, Math.min(this.#rewardClip, step.rewards[i]!));
    const outcome = {
      reward,
      terminated: step.terminated[i] === 1,
      truncated: step.truncated[i] === 1,
      lifeLost: step.lifeLost[i] === 1,
    };
    this.#memory.append(i, this.#actions[i]!, outcome, observationOf(source, i));
  }

  /** `next-step` environments begin with their next step, the others at once. */
  #beginAfter(ended: readonly number[]): void {
    const mode = this.environment.autoresetMode;
    if (ended.length === 0 || mode === 'next-step') return;
    const seeds = ended.map((i) => (mode === 'disabled' ? this.#rng.seed() : this.environment.episodeStarts[i]!.seed));
    if (mode === 'disabled') this.environment.reset({ seed: seeds, indices: ended });
    for (const [k, i] of ended.entries()) this.#beginEpisode(i, seeds[k]!);
  }

  #beginEpisode(i: number, seed: number): void {
    this.#episodes[i] = { seed, return: 0, actions: [] };
    this.#memory.begin(i, observationOf(this.environment.observations, i));
  }
}

function observationOf(observations: Uint8Array, i: number): Uint8Array {
  return observations.subarray(i * observationSize, (i + 1) * observationSize);
}
