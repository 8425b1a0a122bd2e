/**
 * One Atari 2600 with a game in it, frame by frame: the Arcade Learning Environment's interface without its traps.
 * Reads go into buffers that the caller owns.
 */
import { type OptionNames, requireKnownOptions } from '@a2pd/core';
import type { Binding } from './binding.js';
import { loadBinding } from './binding.js';
import { type RomSource, readRom } from './rom.js';

export interface EmulatorOptions extends RomSource {
  /** ALE's seed, 31 bits; default 0. It matters for sticky actions alone. */
  readonly aleSeed?: number;
  /** The chance that a frame repeats the action before; default 0. */
  readonly repeatActionProbability?: number;
  /** Frames after which `truncated` is set; default 0, never. */
  readonly maxEpisodeFrames?: number;
  /** All 18 actions instead of the game's minimal set; default false. */
  readonly fullActionSet?: boolean;
  /** ALE's variants of a game: which there are, an error says. The game's own when absent. */
  readonly mode?: number;
  readonly difficulty?: number;
}

const optionNames: OptionNames<EmulatorOptions> = {
  game: true,
  romFile: true,
  aleSeed: true,
  repeatActionProbability: true,
  maxEpisodeFrames: true,
  fullActionSet: true,
  mode: true,
  difficulty: true,
};

export class Emulator {
  static readonly screenWidth = 160;
  static readonly ramBytes = 128;

  /** In snake case. */
  readonly game: string;
  readonly screenHeight: number;
  /** The ALE codes that `act` takes; index them with an action to get its code. */
  readonly actions: readonly number[];
  readonly #native: Binding.Emulator;

  /** Throws UNKNOWN_GAME, INVALID_ROM, FILE_UNAVAILABLE or INVALID_ARGUMENT. */
  constructor(options: EmulatorOptions) {
    requireKnownOptions(options, optionNames);
    this.#native = new (loadBinding().Emulator)({
      rom: readRom(options),
      aleSeed: options.aleSeed ?? 0,
      repeatActionProbability: options.repeatActionProbability ?? 0,
      maxEpisodeFrames: options.maxEpisodeFrames ?? 0,
      fullActionSet: options.fullActionSet ?? false,
      mode: options.mode,
      difficulty: options.difficulty,
    });
    const { game, screenHeight } = this.#native.read();
    this.game = game;
    this.screenHeight = screenHeight;
    this.actions = this.#native.actions();
  }

  /** A new episode: with a seed the ROM is loaded anew, so that nothing before matters; without, as ALE's reset_game. */
  reset(aleSeed?: number): void {
    this.#native.reset(aleSeed);
  }

  /** Plays one frame with an ALE code of `actions`; gives its reward. INVALID_STATE once the episode has ended. */
  act(aleAction: number): number {
    return this.#native.act(aleAction);
  }

  /** The game is over; a frame limit reached is `truncated`, not this. */
  get terminated(): boolean {
    return this.#native.read().terminated;
  }

  get truncated(): boolean {
    return this.#native.read().truncated;
  }

  get lives(): number {
    return this.#native.read().lives;
  }

  /** Frames since the ROM was loaded. */
  get frameNumber(): number {
    return this.#native.read().frameNumber;
  }

  get episodeFrameNumber(): number {
    return this.#native.read().episodeFrameNumber;
  }

  /** Palette indices into uint8[screenHeight, 160], which is returned. */
  screenIndices(into: Uint8Array = new Uint8Array(this.screenHeight * Emulator.screenWidth)): Uint8Array {
    return this.#native.screenIndices(into);
  }

  /** ALE's luminance into uint8[screenHeight, 160], which is returned. */
  screenGray(into: Uint8Array = new Uint8Array(this.screenHeight * Emulator.screenWidth)): Uint8Array {
    return this.#native.screenGray(into);
  }

  /** Into uint8[screenHeight, 160, 3], which is returned. */
  screenRgb(into: Uint8Array = new Uint8Array(3 * this.screenHeight * Emulator.screenWidth)): Uint8Array {
    return this.#native.screenRgb(into);
  }

  /** Into uint8[128], which is returned. */
  ram(into: Uint8Array = new Uint8Array(Emulator.ramBytes)): Uint8Array {
    return this.#native.ram(into);
  }

  /** Frees the console; every later call but this one throws INVALID_STATE. */
  close(): void {
    this.#native.close();
  }
}
