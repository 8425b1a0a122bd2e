/**
 * N games stepped by native threads: frame skip, pooling, resize, stack, no-op starts and autoreset all happen in C++,
 * straight into one set of arrays. packages/atari gives it Gymnasium's shape.
 */
import { availableParallelism } from 'node:os';
import { type AutoresetMode, type EpisodeStart, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type Binding, loadBinding } from './binding.js';
import { type RomSource, readRom } from './rom.js';

/** How screens become observations; packages/atari's presets fill it in. */
export interface PreprocessingOptions {
  readonly frameSkip: number;
  /** Whether the maximum of a step's last two screens is taken before or after the resize. */
  readonly pooling: 'max-then-resize' | 'resize-then-max';
  readonly interpolation: 'area' | 'bilinear';
  /**
   * A square of the screen in place of all of it, as SA-DQN cuts it: 168 of its rows, so many below the middle ones, halved, with
   * two black columns on each side. The whole screen when absent.
   */
  readonly cropShift?: number;
  /** No-op frames before the first observation are drawn from [noopMin, noopMax]. */
  readonly noopMin: number;
  readonly noopMax: number;
  /** The stack before the first frame holds that frame, or zeros. */
  readonly repeatFirstFrame: boolean;
  readonly repeatActionProbability: number;
  /** As ALE counts, no-op frames included; 0 for never. */
  readonly maxEpisodeFrames: number;
  readonly fullActionSet: boolean;
  /** So many of the actions, the first ones; all when absent. */
  readonly actionLimit?: number;
  /**
   * After the no-ops, an agent step of FIRE and one of the third action, as Stable-Baselines3's FireResetEnv: some games wait for
   * it. Not where the game has no FIRE. False when absent.
   */
  readonly fireOnReset?: boolean;
  /** ALE's variants of a game: which there are, an error says. The game's own when absent. */
  readonly mode?: number;
  readonly difficulty?: number;
}

export interface VectorEmulatorOptions extends RomSource, PreprocessingOptions {
  readonly numEnvironments: number;
  readonly autoresetMode: AutoresetMode;
  /** Default: the processors of this machine, at most one for each environment. */
  readonly numThreads?: number | undefined;
}

/** One environment to reset, and to what. */
export type ResetRequest = Binding.Reset;
export type SeedState = Binding.SeedState;
export type EnvironmentSnapshot = Binding.Snapshot;

const optionNames: OptionNames<VectorEmulatorOptions> = {
  game: true,
  romFile: true,
  frameSkip: true,
  pooling: true,
  interpolation: true,
  noopMin: true,
  noopMax: true,
  repeatFirstFrame: true,
  repeatActionProbability: true,
  maxEpisodeFrames: true,
  fullActionSet: true,
  numEnvironments: true,
  autoresetMode: true,
  numThreads: true,
  fireOnReset: true,
  mode: true,
  difficulty: true,
  cropShift: true,
  actionLimit: true,
};

/** What the binding allows; larger machines exist. */
const mostThreads = 256;

export class VectorEmulator {
  /** In snake case. */
  readonly game: string;
  readonly screenHeight: number;
  /** The ALE code of each action index. */
  readonly aleActions: readonly number[];
  /** Written by every step and reset; their memory is the addon's. Transferring one to another thread ends stepping. */
  readonly buffers: Binding.VectorBuffers;
  readonly #native: Binding.VectorEmulator;

  /** Throws UNKNOWN_GAME, INVALID_ROM, FILE_UNAVAILABLE or INVALID_ARGUMENT. Every environment still needs a reset. */
  constructor(options: VectorEmulatorOptions) {
    requireKnownOptions(options, optionNames);
    const { game: _game, romFile: _romFile, numThreads, ...rest } = options;
    this.#native = new (loadBinding().VectorEmulator)({
      ...rest,
      rom: readRom(options),
      numThreads: numThreads ?? Math.min(availableParallelism(), mostThreads),
    });
    const { game, screenHeight, actions } = this.#native.describe();
    this.game = game;
    this.screenHeight = screenHeight;
    this.aleActions = actions;
    this.buffers = this.#native.buffers();
  }

  /** Resets the environments named, in parallel. Checked as a whole before anything changes. */
  reset(requests: readonly ResetRequest[]): void {
    this.#native.reset(requests);
  }

  /** Steps every environment; `actions` is int32[N]. Checked as a whole before anything changes. */
  step(actions: Int32Array): void {
    this.#native.step(actions);
  }

  /** Starts a step on the native threads and returns; until `stepWait` only `close` may be called. */
  stepAsync(actions: Int32Array): void {
    this.#native.stepAsync(actions);
  }

  /** Blocks until the step under way is complete. */
  stepWait(): void {
    this.#native.stepWait();
  }

  episodeStart(index: number): EpisodeStart {
    return this.#native.episodeStart(index);
  }

  /** What brings environment `index` back by `reset`: its start, its place in the order of seeds, the actions played. */
  state(index: number): EpisodeStart & SeedState & { readonly actions: Uint8Array } {
    return this.#native.state(index);
  }

  /**
   * Where environment `index` stands, some ten kilobytes of the addon's memory: unlike `state`, it is restored without
   * playing anything again.
   * @throws A2pdError INVALID_STATE where actions are sticky: then it is chance, too, that says how a game goes on.
   */
  takeSnapshot(index: number): EnvironmentSnapshot {
    return this.#native.takeSnapshot(index);
  }

  /**
   * Sets environment `index`, any of this emulator's, to where a snapshot was taken. The buffers then hold what they held, but for
   * the reward, which is that of the step that led there.
   * @throws A2pdError INVALID_ARGUMENT for a snapshot of another emulator.
   */
  restoreSnapshot(index: number, snapshot: EnvironmentSnapshot): void {
    this.#native.restoreSnapshot(index, snapshot.state);
  }

  /** The raw screen of environment `index` into uint8[screenHeight, 160, 3], which is returned. */
  screenRgb(index: number, into: Uint8Array = new Uint8Array(3 * this.screenHeight * 160)): Uint8Array {
    return this.#native.screenRgb(index, into);
  }

  /** The RAM of environment `index` into uint8[128], which is returned. */
  ram(index: number, into: Uint8Array = new Uint8Array(128)): Uint8Array {
    return this.#native.ram(index, into);
  }

  /** Waits for a step under way and frees the consoles; every later call but this one throws INVALID_STATE. */
  close(): void {
    this.#native.close();
  }
}
