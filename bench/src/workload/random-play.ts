/** Fills replays as training would, by a policy that acts at random: quick, and yet every frame is one of the game. */
import { AtariVectorEnvironment } from '@a2pd/atari';
import { observationSize, Rng, type VectorStep } from '@a2pd/core';
import type { TrainerState } from '@a2pd/rainbow';
import type { PrioritizedReplay } from '@a2pd/replay';
import { numThreads } from '../limits.js';

type RolloutState = TrainerState['rollout'];

interface RunningEpisode {
  seed: number;
  return: number;
  actions: number[];
}

export class RandomPlay {
  /** In autoreset mode `disabled`, as `a2pd train` has it. */
  readonly environment: AtariVectorEnvironment;
  readonly #replays: readonly PrioritizedReplay[];
  readonly #rng = new Rng(1);
  readonly #episodes: RunningEpisode[];
  readonly #actions: Int32Array;
  #turn = 0;
  /** Milliseconds that each replay has taken to store what it was given. */
  readonly storingMs: Float64Array;

  /** @param replays All of them get every step; each has a stream for each environment. */
  constructor(game: string, numEnvironments: number, replays: readonly PrioritizedReplay[]) {
    this.environment = new AtariVectorEnvironment({ game, numEnvironments, numThreads, autoresetMode: 'disabled' });
    this.#replays = replays;
    this.#actions = new Int32Array(numEnvironments);
    this.storingMs = new Float64Array(replays.length);
    this.#episodes = Array.from({ length: numEnvironments }, () => this.#newEpisode());
    this.environment.reset({ seed: this.#episodes.map(({ seed }) => seed) });
    for (const i of this.#episodes.keys()) this.#begin(i);
  }

  /** One step of all environments. */
  step(): void {
    for (const i of this.#actions.keys()) this.#actions[i] = this.#rng.integer(this.environment.numActions);
    const step = this.environment.step(this.#actions);
    for (const [i, episode] of this.#episodes.entries()) {
      episode.return += step.rewards[i]!;
      episode.actions.push(this.#actions[i]!);
      this.#store(i, step);
      if (!step.terminated[i] && !step.truncated[i]) continue;
      const next = this.#newEpisode();
      this.#episodes[i] = next;
      this.environment.reset({ seed: [next.seed], indices: [i] });
      this.#begin(i);
    }
  }

  /** What a trainer needs to go on from here. */
  rollout(): RolloutState {
    const episodes = this.#episodes.map((episode) => ({ ...episode, actions: Uint8Array.from(episode.actions) }));
    return { rng: this.#rng.state(), episodes };
  }

  close(): void {
    this.environment.close();
  }

  #newEpisode(): RunningEpisode {
    return { seed: this.#rng.seed(), return: 0, actions: [] };
  }

  #begin(i: number): void {
    for (const replay of this.#replays) replay.begin(i, this.#observationOf(i));
  }

  #store(i: number, step: VectorStep): void {
    const outcome = {
      reward: Math.sign(step.rewards[i]!),
      terminated: step.terminated[i] === 1,
      truncated: step.truncated[i] === 1,
      lifeLost: step.lifeLost[i] === 1,
    };
    // Who stores first finds the observation in memory, who stores next in the cache: they take turns.
    this.#turn++;
    for (let offset = 0; offset < this.#replays.length; offset++) {
      const k = (this.#turn + offset) % this.#replays.length;
      const replay = this.#replays[k]!;
      const began = performance.now();
      replay.append(i, this.#actions[i]!, outcome, this.#observationOf(i));
      this.storingMs[k]! += performance.now() - began;
    }
  }

  #observationOf(i: number): Uint8Array {
    return this.environment.observations.subarray(i * observationSize, (i + 1) * observationSize);
  }
}
