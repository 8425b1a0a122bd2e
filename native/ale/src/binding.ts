/**
 * The only place that loads the addon's binary. Everything here mirrors cpp/addon.cc; the classes around it
 * (Emulator, VectorEmulator) are what others use. The addon throws A2pdErrors made by `createError`.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { A2pdError, type EpisodeStart, type ErrorCode } from '@a2pd/core';
import { installCommand } from '@a2pd/toolchain/install-command';

export namespace Binding {
  export interface ConsoleOptions {
    readonly rom: Uint8Array;
    readonly repeatActionProbability: number;
    readonly maxEpisodeFrames: number;
    readonly fullActionSet: boolean;
    /** The game's own when absent. */
    readonly mode?: number | undefined;
    readonly difficulty?: number | undefined;
  }

  export interface EmulatorState {
    readonly game: string;
    readonly terminated: boolean;
    readonly truncated: boolean;
    readonly lives: number;
    readonly frameNumber: number;
    readonly episodeFrameNumber: number;
    readonly screenHeight: number;
  }

  export interface Emulator {
    reset(aleSeed?: number): void;
    act(aleAction: number): number;
    read(): EmulatorState;
    actions(): number[];
    screenIndices(into: Uint8Array): Uint8Array;
    screenGray(into: Uint8Array): Uint8Array;
    screenRgb(into: Uint8Array): Uint8Array;
    ram(into: Uint8Array): Uint8Array;
    close(): void;
  }

  export interface VectorOptions extends ConsoleOptions {
    readonly frameSkip: number;
    readonly pooling: 'max-then-resize' | 'resize-then-max';
    readonly interpolation: 'area' | 'bilinear';
    readonly noopMin: number;
    readonly noopMax: number;
    readonly repeatFirstFrame: boolean;
    readonly fireOnReset?: boolean | undefined;
    readonly cropShift?: number | undefined;
    readonly actionLimit?: number | undefined;
    readonly numEnvironments: number;
    readonly numThreads: number;
    readonly autoresetMode: 'next-step' | 'same-step' | 'disabled';
  }

  export interface VectorBuffers {
    readonly observations: Uint8Array<ArrayBuffer>;
    readonly rewards: Float64Array<ArrayBuffer>;
    readonly terminated: Uint8Array<ArrayBuffer>;
    readonly truncated: Uint8Array<ArrayBuffer>;
    readonly lifeLost: Uint8Array<ArrayBuffer>;
    readonly lives: Int32Array<ArrayBuffer>;
    readonly episodeFrames: Int32Array<ArrayBuffer>;
    readonly wasReset: Uint8Array<ArrayBuffer>;
    readonly finalObservations?: Uint8Array<ArrayBuffer>;
  }

  export interface SeedState {
    readonly baseSeed: number;
    readonly stream: number;
    readonly episodeIndex: number;
  }

  export type Reset =
    | { readonly index: number; readonly continue: true }
    | ({
        readonly index: number;
        readonly seed: number;
        readonly aleSeed?: number;
        readonly noops?: number;
        readonly actions?: Uint8Array;
      } & SeedState);

  export interface Snapshot {
    /** Equal for environments that go on alike, up to the game's last picture; 32 hexadecimal digits. */
    readonly digest: string;
    /** The addon's. */
    readonly state: unknown;
  }

  export interface VectorEmulator {
    describe(): { readonly game: string; readonly screenHeight: number; readonly actions: number[] };
    buffers(): VectorBuffers;
    reset(resets: readonly Reset[]): void;
    step(actions: Int32Array): void;
    stepAsync(actions: Int32Array): void;
    stepWait(): void;
    episodeStart(index: number): EpisodeStart;
    state(index: number): EpisodeStart & SeedState & { readonly actions: Uint8Array };
    takeSnapshot(index: number): Snapshot;
    restoreSnapshot(index: number, state: unknown): void;
    screenRgb(index: number, into: Uint8Array): Uint8Array;
    ram(index: number, into: Uint8Array): Uint8Array;
    close(): void;
  }
}

export interface Binding {
  initialize(createError: (code: ErrorCode, expected: string, received: string, remedy: string) => A2pdError): void;
  identifyRom(bytes: Uint8Array): { readonly game: string; readonly md5: string };
  deriveSeed(baseSeed: number, environmentIndex: number, episodeIndex: number): number;
  episodeStart(seed: number, noopMin: number, noopMax: number): EpisodeStart;
  readonly Emulator: new (options: Binding.ConsoleOptions & { readonly aleSeed: number }) => Binding.Emulator;
  readonly VectorEmulator: new (options: Binding.VectorOptions) => Binding.VectorEmulator;
}

/** This package's folder; `src/` and `dist/` lie side by side in it. */
export const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Where the installation leaves the binary. */
export const bindingFile = join(packageFolder, 'vendor', 'ale.node');

let loaded: Binding | undefined;

/** Loads the addon once a thread. Throws NATIVE_UNAVAILABLE when it is not built or does not fit this machine. */
export function loadBinding(): Binding {
  loaded ??= load();
  return loaded;
}

function load(): Binding {
  try {
    const binding = createRequire(import.meta.url)(bindingFile) as Binding;
    binding.initialize(
      (code, expected, received, remedy) =>
        new A2pdError(code, `Expected ${expected} but received ${received}; ${remedy}`, { expected, received, remedy }),
    );
    return binding;
  } catch (cause) {
    const remedy = `run \`${installCommand(packageFolder)}\`, which compiles ALE`;
    throw new A2pdError('NATIVE_UNAVAILABLE', `Expected the ALE addon at ${bindingFile} to load; ${remedy}`, {
      remedy,
      cause,
    });
  }
}
