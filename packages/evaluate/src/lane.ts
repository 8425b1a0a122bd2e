/** An environment with an episode running in it: what was added up, what was done, and what the policy has been shown. */
import { type EpisodeStart, frameSize, Rng } from '@a2pd/core';
import { EpisodeTally } from './episode-tally.js';
import type { LaneProgress } from './progress.js';

export interface LaneOptions {
  readonly environment: number;
  readonly episode: number;
  readonly start: EpisodeStart;
  readonly numActions: number;
}

export class Lane {
  readonly environment: number;
  readonly tally: EpisodeTally;
  /** Draws the exploration of this episode: a function of its seed alone. */
  readonly rng: Rng;
  /** float32[3, 84, 84]: the older frames as the policy was shown them; null unless history is kept. */
  readonly olderShown: Float32Array | null;
  /** What a restored lane must come to once its actions are played again; null for a fresh one. */
  readonly expectedSha256: string | null;
  readonly #actions: number[];

  private constructor({ environment, episode, start, numActions }: LaneOptions, parts: Parts) {
    this.environment = environment;
    this.tally = new EpisodeTally(episode, start, numActions, parts.tally);
    this.rng = parts.rng;
    this.olderShown = parts.olderShown;
    this.expectedSha256 = parts.expectedSha256;
    this.#actions = parts.actions;
  }

  /** @param olderFrames uint8[3, 84, 84] of the first observation where history is kept, else null. */
  static open(options: LaneOptions, olderFrames: Uint8Array | null): Lane {
    return new Lane(options, {
      tally: undefined,
      rng: new Rng(options.start.seed),
      olderShown: olderFrames && Float32Array.from(olderFrames, (pixel) => pixel / 255),
      expectedSha256: null,
      actions: [],
    });
  }

  static restore(options: LaneOptions, { tally, rng, olderShown, actions, trajectorySha256 }: LaneProgress): Lane {
    return new Lane(options, {
      tally,
      expectedSha256: trajectorySha256,
      rng: Rng.fromState(rng),
      olderShown: olderShown === null ? null : floatsOf(olderShown),
      actions: [...Buffer.from(actions, 'base64')],
    });
  }

  /** The actions taken so far. */
  get actions(): readonly number[] {
    return this.#actions;
  }

  act(action: number): void {
    this.#actions.push(action);
  }

  /** @param newest float32[84, 84] as the policy was just shown it. */
  remember(newest: Float32Array): void {
    this.olderShown?.copyWithin(0, frameSize);
    this.olderShown?.set(newest, 2 * frameSize);
  }

  /** @param newestFrame uint8[84, 84] that is to be acted on next. */
  progress(newestFrame: Uint8Array): LaneProgress {
    const { environment, tally, rng, olderShown } = this;
    return {
      ...{ environment, episode: tally.episode, rng: rng.state(), tally: tally.state() },
      actions: Buffer.from(this.#actions).toString('base64'),
      trajectorySha256: tally.trajectorySha256(newestFrame),
      olderShown: olderShown && Buffer.from(olderShown.buffer).toString('base64'),
    };
  }
}

interface Parts {
  readonly tally: LaneProgress['tally'] | undefined;
  readonly rng: Rng;
  readonly olderShown: Float32Array | null;
  readonly expectedSha256: string | null;
  readonly actions: number[];
}

function floatsOf(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Float32Array(bytes.buffer);
}
