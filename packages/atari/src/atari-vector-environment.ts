/**
 * Core's VectorEnvironment over ALE: N games stepped by native threads, Gymnasium's shape and autoreset modes. An
 * episode is a pure function of ROM, preset, seed and actions, so `state` and `restore` bring a run back exactly by
 * playing its episodes again.
 */
import {
  deriveSeed,
  type EnvironmentSnapshot,
  type PreprocessingOptions,
  type ResetRequest,
  VectorEmulator,
} from '@a2pd/ale';
import {
  type AutoresetMode,
  type BranchingEnvironment,
  type EpisodeStart,
  expectationError,
  type OptionNames,
  type ResetOptions,
  requireKnownOptions,
  type VectorStep,
} from '@a2pd/core';
import { type PresetName, presetOf, presets } from './presets.js';
import { checkSeed } from './seeds.js';

export interface AtariVectorOptions {
  /** In snake case, e.g. `bank_heist`. */
  readonly game: string;
  /** Default `rainbow`, the paper's. */
  readonly preset?: PresetName | undefined;
  /** Replaces single values of the preset. */
  readonly overrides?: Partial<PreprocessingOptions> | undefined;
  readonly numEnvironments: number;
  /** Default `next-step`, as in Gymnasium. */
  readonly autoresetMode?: AutoresetMode | undefined;
  /** Default: the processors of this machine, at most one for each environment. */
  readonly numThreads?: number | undefined;
  /** The constructor resets with it; a `reset` without a seed goes on from there. Default 0. */
  readonly seed?: number | undefined;
}

const optionNames: OptionNames<AtariVectorOptions> = {
  game: true,
  preset: true,
  overrides: true,
  numEnvironments: true,
  autoresetMode: true,
  numThreads: true,
  seed: true,
};

/** What repeats an episode with ale-py alone: setInt("random_seed", aleSeed), loadROM, reset_game, `noops` times act(0). */
export type ExplicitStart = Pick<EpisodeStart, 'aleSeed' | 'noops'>;

/** One environment, saved: plain data but for the actions played since its reset, uint8. */
export interface EnvironmentState extends EpisodeStart {
  readonly baseSeed: number;
  readonly stream: number;
  readonly episodeIndex: number;
  readonly actions: Uint8Array;
}

export class AtariVectorEnvironment implements BranchingEnvironment {
  readonly game: string;
  readonly numEnvironments: number;
  readonly numActions: number;
  /** The ALE code of each action index. */
  readonly aleActions: readonly number[];
  readonly autoresetMode: AutoresetMode;
  readonly preprocessing: PreprocessingOptions;
  readonly screenHeight: number;
  readonly observations: Uint8Array;
  readonly #emulator: VectorEmulator;
  /** What the last step or reset wrote. */
  readonly lastStep: VectorStep;

  /** Made and reset. Throws UNKNOWN_GAME, INVALID_ROM, NATIVE_UNAVAILABLE or INVALID_ARGUMENT. */
  constructor(options: AtariVectorOptions) {
    requireKnownOptions(options, optionNames);
    const { game, preset = 'rainbow' } = options;
    if (!Object.hasOwn(presets, preset)) {
      throw expectationError('INVALID_ARGUMENT', `a preset among ${Object.keys(presets).join(', ')}`, preset);
    }
    this.preprocessing = { ...presetOf(preset, game), ...options.overrides };
    this.autoresetMode = options.autoresetMode ?? 'next-step';
    this.numEnvironments = options.numEnvironments;
    this.#emulator = new VectorEmulator({
      ...this.preprocessing,
      game: options.game,
      numEnvironments: options.numEnvironments,
      numThreads: options.numThreads,
      autoresetMode: this.autoresetMode,
    });
    this.game = this.#emulator.game;
    this.screenHeight = this.#emulator.screenHeight;
    this.aleActions = this.#emulator.aleActions;
    this.numActions = this.aleActions.length;
    this.observations = this.#emulator.buffers.observations;
    this.lastStep = { ...this.#emulator.buffers, finalObservations: this.#emulator.buffers.finalObservations };
    this.reset({ seed: options.seed ?? 0 });
  }

  get frameSkip(): number {
    return this.preprocessing.frameSkip;
  }

  get episodeStarts(): readonly EpisodeStart[] {
    return Array.from({ length: this.numEnvironments }, (_, index) => this.#emulator.episodeStart(index));
  }

  /**
   * Without a seed, each environment goes on to the next episode of the seed it has. Environment i given seed s plays
   * episode 0 from s itself; one seed s for all stands for deriveSeed(s, i, 0). Episode k after it, automatic or not,
   * begins from deriveSeed(s, 0, k), or deriveSeed(s, i, k) where one seed was given for all.
   */
  reset({ seed, indices }: ResetOptions = {}): Uint8Array {
    const which = indices ?? Array.from({ length: this.numEnvironments }, (_, index) => index);
    this.#emulator.reset(which.map(resetRequests(seed, which.length, indices !== undefined)));
    return this.observations;
  }

  /** Resets to starts that ale-py can repeat by itself; `indices` as in `reset`. */
  resetTo(starts: readonly ExplicitStart[], indices?: readonly number[]): Uint8Array {
    const which = indices ?? starts.map((_, index) => index);
    if (which.length !== starts.length || (!indices && starts.length !== this.numEnvironments)) {
      throw expectationError('INVALID_ARGUMENT', 'one start for each environment', starts.length);
    }
    this.#emulator.reset(
      starts.map(({ aleSeed, noops }, i) => {
        return { index: which[i]!, seed: aleSeed, aleSeed, noops, baseSeed: aleSeed, stream: 0, episodeIndex: 0 };
      }),
    );
    return this.observations;
  }

  step(actions: Int32Array): VectorStep {
    this.#emulator.step(actions);
    return this.lastStep;
  }

  stepAsync(actions: Int32Array): void {
    this.#emulator.stepAsync(actions);
  }

  stepWait(): VectorStep {
    this.#emulator.stepWait();
    return this.lastStep;
  }

  /** Everything that `restore` needs; the arrays are the caller's. */
  state(): EnvironmentState[] {
    return Array.from({ length: this.numEnvironments }, (_, index) => this.#emulator.state(index));
  }

  /** Brings every environment back to its saved state by playing its episode again: about as long as that took. */
  restore(states: readonly EnvironmentState[]): Uint8Array {
    if (states.length !== this.numEnvironments) {
      throw expectationError(
        'INCOMPATIBLE_ARTEFACT',
        `the state of ${this.numEnvironments} environments`,
        states.length,
      );
    }
    this.#emulator.reset(states.map((state, index) => ({ ...state, index })));
    return this.observations;
  }

  /** @throws A2pdError INVALID_STATE where actions are sticky: chance then decides how a game goes on. */
  takeSnapshot(index: number): EnvironmentSnapshot {
    return this.#emulator.takeSnapshot(index);
  }

  /**
   * At once, where `restore` plays the episode again.
   * @throws A2pdError INVALID_ARGUMENT for what `takeSnapshot` of this vector did not give.
   */
  restoreSnapshot(index: number, snapshot: EnvironmentSnapshot): void {
    this.#emulator.restoreSnapshot(index, snapshot);
  }

  /** The raw screen of one environment, uint8[screenHeight, 160, 3]. */
  screenRgb(index: number, into?: Uint8Array): Uint8Array {
    return this.#emulator.screenRgb(index, into);
  }

  /** The RAM of one environment, uint8[128]. */
  ram(index: number, into?: Uint8Array): Uint8Array {
    return this.#emulator.ram(index, into);
  }

  close(): void {
    this.#emulator.close();
  }
}

function resetRequests(
  seed: ResetOptions['seed'],
  count: number,
  isPartial: boolean,
): (index: number, position: number) => ResetRequest {
  if (seed === undefined) return (index) => ({ index, continue: true });
  if (typeof seed === 'number') {
    if (isPartial) throw expectationError('INVALID_ARGUMENT', 'an array of seeds beside indices', seed);
    checkSeed(seed);
    return (index) => ({
      index,
      seed: deriveSeed(seed, index, 0),
      baseSeed: seed,
      stream: index,
      episodeIndex: 0,
    });
  }
  if (!Array.isArray(seed) || seed.length !== count) {
    throw expectationError('INVALID_ARGUMENT', `one seed, or an array of ${count}`, seed);
  }
  return (index, position) => {
    const own = checkSeed(seed[position]);
    return { index, seed: own, baseSeed: own, stream: 0, episodeIndex: 0 };
  };
}
