/**
 * The environment contract, shaped after Gymnasium's vector environments. Observations are uint8[4, 84, 84] per
 * environment: the four last frames, oldest first. An agent step is one decision, usually four emulator frames.
 */
export const observationShape = [4, 84, 84] as const;
export const frameSize = 84 * 84;
export const observationSize = 4 * frameSize;

/**
 * What happens after an episode's end, named as in Gymnasium.
 * - `next-step`: the following `step` ignores the action, resets, and returns the new episode's first observation with reward 0.
 * - `same-step`: the environment is reset at once; the ended episode's last observation is in `finalObservations`.
 * - `disabled`: the caller resets; a finished environment may only be given the action `IDLE`.
 */
export type AutoresetMode = 'next-step' | 'same-step' | 'disabled';

/** In `disabled` mode: leave this environment as it is (its reward is 0, its flags keep their values). */
export const IDLE = -1;

/** Where an episode began: with the preset and the actions it determines every frame. */
export interface EpisodeStart {
  /** The seed given to `reset`, or derived for an automatic one. */
  readonly seed: number;
  /** ALE's own seed, 31 bits. */
  readonly aleSeed: number;
  /** No-op frames (agent-side actions of one frame) before the first observation. */
  readonly noops: number;
}

/** One step of N environments. Arrays are owned by the environment and overwritten by the next step. */
export interface VectorStep {
  /** uint8[N, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** Raw game reward, summed over the skipped frames; [N]. */
  readonly rewards: Float64Array;
  /** 1 where the game is over; [N]. */
  readonly terminated: Uint8Array;
  /** 1 where the frame limit ended the episode; [N]. */
  readonly truncated: Uint8Array;
  /** 1 where a life was lost in this step and the game goes on; [N]. */
  readonly lifeLost: Uint8Array;
  /** [N]. */
  readonly lives: Int32Array;
  /** Emulator frames since the episode's reset, no-ops excluded; [N]. */
  readonly episodeFrames: Int32Array;
  /** `next-step` mode: 1 where this step was the automatic reset (its action was ignored); [N]. */
  readonly wasReset: Uint8Array;
  /** `same-step` mode: the last observation of the episodes that ended in this step; uint8[N, 4, 84, 84]. */
  readonly finalObservations: Uint8Array | undefined;
}

/** A step in which nothing has happened yet, over the observations uint8[N, 4, 84, 84] of an environment of one's own. */
export function blankStep(observations: Uint8Array): VectorStep {
  const n = observations.length / observationSize;
  return {
    observations,
    rewards: new Float64Array(n),
    terminated: new Uint8Array(n),
    truncated: new Uint8Array(n),
    lifeLost: new Uint8Array(n),
    lives: new Int32Array(n),
    episodeFrames: new Int32Array(n),
    wasReset: new Uint8Array(n),
    finalObservations: undefined,
  };
}

export interface ResetOptions {
  /** One seed for all (each environment then derives its own from it and its index) or one for each. */
  readonly seed?: number | readonly number[];
  /** Which environments to reset; all when absent. With it, `seed` must be an array of the same length. */
  readonly indices?: readonly number[];
}

export interface VectorEnvironment {
  readonly numEnvironments: number;
  readonly numActions: number;
  readonly autoresetMode: AutoresetMode;
  /** Frames an action is repeated for. */
  readonly frameSkip: number;
  /** uint8[N, 4, 84, 84]: the current observations, overwritten by each step. */
  readonly observations: Uint8Array;
  /** Where each environment's running episode began; [N]. */
  readonly episodeStarts: readonly EpisodeStart[];
  reset(options?: ResetOptions): Uint8Array;
  /** `actions` holds indices in [0, numActions); int32[N]. */
  step(actions: Int32Array): VectorStep;
  /** Starts a step on native threads and returns; `actions` is copied. */
  stepAsync(actions: Int32Array): void;
  /** Waits for the step that `stepAsync` started. */
  stepWait(): VectorStep;
  close(): void;
}

/** Where one environment stands, to go on from more than once. */
export interface EnvironmentSnapshot {
  /** Equal for environments of which the same actions make the same of everything that follows, up to the game's last picture. */
  readonly digest: string;
}

/** Environments that can be set back, so that more than one continuation of an episode can be played. */
export interface BranchingEnvironment extends VectorEnvironment {
  takeSnapshot(index: number): EnvironmentSnapshot;
  /** Sets environment `index` to where any of these environments stood; `observations` and the running episode with it. */
  restoreSnapshot(index: number, snapshot: EnvironmentSnapshot): void;
}
