/** Watching an episode: the hook that `evaluate` calls, and the recorder that keeps a bounded clip for the report. */
import { type Clip, type ClipStep, expectationError, frameSize, type Screen } from '@a2pd/core';

/** What `evaluate` shows at one agent step. The arrays are only lent: copy what is kept. */
export interface WatchedStep {
  readonly seed: number;
  readonly agentStep: number;
  /** uint8[84, 84]: the newest frame as the game gave it. */
  readonly observation: Uint8Array;
  /** float32[84, 84]: what the policy saw in its place, pixels in [0, 1]; null without an attack. */
  readonly perturbed: Float32Array | null;
  readonly cleanAction: number;
  readonly action: number;
  readonly reward: number;
  readonly prescription: Float32Array;
  /** On the observation as the game gave it; null without an attack. */
  readonly cleanPrescription: Float32Array | null;
  /** The game's screen at the moment of this observation, if `captureScreen` gave one. */
  readonly screen: Screen | null;
}

export interface Recorder {
  /** Whether this agent step of the first episode should be shown to `record`. */
  wants(agentStep: number): boolean;
  /** The screen of the first environment now, before its step. */
  captureScreen(): Screen | null;
  record(step: WatchedStep): void;
}

export interface ClipRecorderOptions {
  readonly firstAgentStep?: number | undefined;
  /** At most 600: a clip must stay small. */
  readonly maxAgentSteps?: number | undefined;
  /** The RGB screen of the first environment; its buffer may be reused between calls. */
  readonly screen?: (() => Screen) | undefined;
  /** What an earlier recorder had of the same episode. */
  readonly continues?: Clip | null | undefined;
}

/** Of a clip. */
export const mostClipAgentSteps = 600;

/** Keeps `maxAgentSteps` steps of the first episode, from `firstAgentStep` on. */
export class ClipRecorder implements Recorder {
  readonly #first: number;
  readonly #last: number;
  readonly #screen: (() => Screen) | undefined;
  readonly #steps: ClipStep[] = [];
  #seed = 0;

  constructor({ firstAgentStep = 0, maxAgentSteps = 120, screen, continues }: ClipRecorderOptions = {}) {
    if (!(Number.isInteger(maxAgentSteps) && maxAgentSteps >= 1 && maxAgentSteps <= mostClipAgentSteps)) {
      throw expectationError('INVALID_ARGUMENT', `maxAgentSteps in [1, ${mostClipAgentSteps}]`, maxAgentSteps);
    }
    this.#first = firstAgentStep;
    this.#last = firstAgentStep + maxAgentSteps - 1;
    this.#screen = screen;
    if (continues) {
      this.#seed = continues.seed;
      this.#steps.push(...continues.steps);
    }
  }

  wants(agentStep: number): boolean {
    return agentStep >= this.#first && agentStep <= this.#last;
  }

  captureScreen(): Screen | null {
    const screen = this.#screen?.();
    return screen ? { ...screen, rgb: screen.rgb.slice() } : null;
  }

  record(step: WatchedStep): void {
    this.#seed = step.seed;
    const { agentStep, screen, cleanAction, action, reward } = step;
    this.#steps.push({
      agentStep,
      screen,
      observation: step.observation.slice(),
      ...inWholeUnits(step.observation, step.perturbed),
      cleanAction,
      action,
      reward,
      prescription: step.prescription.slice(),
      cleanPrescription: step.cleanPrescription?.slice() ?? null,
    });
  }

  /** What was recorded; null when the episode ended before the first step of interest. */
  clip(): Clip | null {
    return this.#steps.length > 0 ? { seed: this.#seed, steps: this.#steps } : null;
  }
}

/** Int8 is enough to draw from and lets the file compress: the unit is a 127th of the largest change. */
function inWholeUnits(
  observation: Uint8Array,
  perturbed: Float32Array | null,
): { perturbation: Int8Array | null; perturbationUnit: number } {
  if (!perturbed) return { perturbation: null, perturbationUnit: 0 };
  let largest = 0;
  for (let i = 0; i < frameSize; i++) largest = Math.max(largest, Math.abs(perturbed[i]! - observation[i]! / 255));
  const unit = largest / 127;
  if (unit === 0) return { perturbation: new Int8Array(frameSize), perturbationUnit: 0 };
  const perturbation = Int8Array.from(perturbed, (value, i) => Math.round((value - observation[i]! / 255) / unit));
  return { perturbation, perturbationUnit: unit };
}
