/**
 * The recent experience of one environment: a ring of time steps, each with its newest frame alone (the three older ones
 * are the steps before it), from which stacked observations and n-step returns are rebuilt exactly.
 */
import { A2pdError, expectationError, frameSize, observationSize } from '@a2pd/core';
import { FrameStore } from './frame-store.js';

/** What stands in a stack before an episode's first frame. */
export type StackPadding = 'zeros' | 'first-frame';

/** What an action brought. */
export interface Outcome {
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly lifeLost: boolean;
}

/** R = sum of discount^k r over the window, and what the value at `bootstrapPosition` counts; undefined: nothing follows. */
export interface NStepReturn {
  readonly return: number;
  readonly discount: number;
  readonly bootstrapPosition: number | undefined;
}

export interface StreamState {
  /** Time steps written since the beginning; step k lies at position k modulo the capacity until it is overwritten. */
  readonly written: number;
  /** The chunks of a FrameStore. */
  readonly frames: readonly Uint8Array[];
  readonly actions: Uint8Array;
  readonly rewards: Float32Array;
  readonly ends: Uint8Array;
  readonly ages: Uint8Array;
}

const stackLength = observationSize / frameSize;
const terminatedBit = 1;
const truncatedBit = 2;
const lifeLostBit = 4;
/** The newest observation of a running episode: its action is still to come. */
const openBit = 8;
/** The last observation of a truncated episode: something to bootstrap from, never acted on. */
const finalBit = 16;

export class ExperienceStream {
  /** Bytes of one time step beside its frame. */
  static readonly stepBytes = 1 + 4 + 1 + 1;

  readonly capacity: number;
  readonly #padding: StackPadding;
  readonly #frames: FrameStore;
  readonly #actions: Uint8Array;
  readonly #rewards: Float32Array;
  readonly #ends: Uint8Array;
  /** Frames of the same episode that come before this one, at most stackLength - 1. */
  readonly #ages: Uint8Array;
  #written = 0;

  constructor(capacity: number, padding: StackPadding) {
    this.capacity = capacity;
    this.#padding = padding;
    this.#frames = new FrameStore(capacity);
    this.#actions = new Uint8Array(capacity);
    this.#rewards = new Float32Array(capacity);
    this.#ends = new Uint8Array(capacity);
    this.#ages = new Uint8Array(capacity);
  }

  /** The position the next observation will be written to, over the oldest one once the ring is full. */
  get head(): number {
    return this.#written % this.capacity;
  }

  get size(): number {
    return Math.min(this.#written, this.capacity);
  }

  /** True when an episode is running: the newest observation waits for its action. */
  get isOpen(): boolean {
    return this.#written > 0 && (this.#ends[this.back(this.head, 1)]! & openBit) !== 0;
  }

  /** The position `steps` before another. */
  back(position: number, steps: number): number {
    return (position - steps + this.capacity) % this.capacity;
  }

  forward(position: number, steps: number): number {
    return (position + steps) % this.capacity;
  }

  actionAt(position: number): number {
    return this.#actions[position]!;
  }

  /** True when the stack at `position` reaches back to the frame `steps` before it. */
  stackReaches(position: number, steps: number): boolean {
    return this.#ages[position]! >= steps;
  }

  /** Stores an episode's first observation, uint8[4, 84, 84]. */
  writeFirst(observation: Uint8Array): void {
    this.#requireObservation(observation);
    const newest = observation.subarray(observationSize - frameSize);
    for (let slot = 0; slot < stackLength - 1; slot++) {
      const frame = observation.subarray(slot * frameSize, (slot + 1) * frameSize);
      const expected = this.#padding === 'zeros' ? zeroFrame : newest;
      if (Buffer.compare(frame, expected) !== 0) {
        throw new A2pdError(
          'INVALID_ARGUMENT',
          `Expected an episode's first observation to be padded by ${this.#padding}; the replay's padding must be the environment's`,
          { expected: this.#padding },
        );
      }
    }
    this.#write(newest, 0, openBit);
  }

  /** Records what was done at the newest observation and what came of it. */
  recordAction(action: number, outcome: Outcome): void {
    if (!this.isOpen) {
      throw new A2pdError('INVALID_STATE', 'Expected a running episode; begin one with its first observation');
    }
    const position = this.back(this.head, 1);
    this.#actions[position] = action;
    this.#rewards[position] = outcome.reward;
    this.#ends[position] =
      (outcome.terminated ? terminatedBit : 0) |
      (outcome.truncated ? truncatedBit : 0) |
      (outcome.lifeLost ? lifeLostBit : 0);
  }

  /** Stores the observation that followed the action recorded last, uint8[4, 84, 84]. */
  writeNext(observation: Uint8Array): void {
    this.#requireObservation(observation);
    const previous = this.back(this.head, 1);
    for (let slot = 0; slot < stackLength - 1; slot++) {
      const frame = observation.subarray(slot * frameSize, (slot + 1) * frameSize);
      if (Buffer.compare(frame, this.#stackedFrame(previous, stackLength - 2 - slot)) !== 0) {
        throw new A2pdError(
          'INVALID_ARGUMENT',
          'Expected an observation whose older frames are those of the observation before it; after a reset, begin a new episode',
        );
      }
    }
    const age = Math.min(this.#ages[previous]! + 1, stackLength - 1);
    const isFinal = (this.#ends[previous]! & truncatedBit) !== 0;
    this.#write(observation.subarray(observationSize - frameSize), age, isFinal ? finalBit : openBit);
  }

  /** Writes the stack at `position` into uint8[4, 84, 84]. */
  readObservation(position: number, into: Uint8Array): void {
    for (let slot = 0; slot < stackLength; slot++) {
      into.set(this.#stackedFrame(position, stackLength - 1 - slot), slot * frameSize);
    }
  }

  /** True when the episode, or the life if `lifeLossTerminates`, ended with the action at `position`. */
  endsAt(position: number, lifeLossTerminates: boolean): boolean {
    const ends = this.#ends[position]!;
    return (ends & (terminatedBit | truncatedBit)) !== 0 || (lifeLossTerminates && (ends & lifeLostBit) !== 0);
  }

  /** The n-step return from `position`; its window must be complete. */
  nStepReturn(position: number, nSteps: number, discount: number, lifeLossTerminates: boolean): NStepReturn {
    const terminal = terminatedBit | (lifeLossTerminates ? lifeLostBit : 0);
    let sum = 0;
    let factor = 1;
    for (let k = 0; k < nSteps; k++) {
      const step = this.forward(position, k);
      sum += factor * this.#rewards[step]!;
      factor *= discount;
      if (this.#ends[step]! & terminal) return { return: sum, discount: 0, bootstrapPosition: undefined };
      if (this.#ends[step]! & truncatedBit) {
        return { return: sum, discount: factor, bootstrapPosition: this.forward(step, 1) };
      }
    }
    return { return: sum, discount: factor, bootstrapPosition: this.forward(position, nSteps) };
  }

  /** Everything, as views that are valid until the next write. */
  state(): StreamState {
    const { size } = this;
    return {
      written: this.#written,
      frames: this.#frames.chunks,
      actions: this.#actions.subarray(0, size),
      rewards: this.#rewards.subarray(0, size),
      ends: this.#ends.subarray(0, size),
      ages: this.#ages.subarray(0, size),
    };
  }

  /** Replaces everything by `state`: a copy of its columns, and its frames themselves, which are the stream's from here on. */
  restore(state: StreamState): void {
    const { written, frames, actions, rewards, ends, ages } = state;
    const size = Math.min(written, this.capacity);
    if (![actions, rewards, ends, ages].every((column) => column.length === size)) {
      const expected = `columns of ${size} steps, in a stream of at most ${this.capacity}`;
      throw expectationError('INCOMPATIBLE_ARTEFACT', expected, actions.length);
    }
    this.#frames.adopt(frames);
    this.#actions.set(actions);
    this.#rewards.set(rewards);
    this.#ends.set(ends);
    this.#ages.set(ages);
    this.#written = written;
  }

  #write(frame: Uint8Array, age: number, end: number): void {
    const position = this.head;
    this.#frames.write(position, frame);
    this.#ages[position] = age;
    this.#ends[position] = end;
    this.#written++;
  }

  /** The frame `steps` back in the stack at `position`. */
  #stackedFrame(position: number, steps: number): Uint8Array {
    const age = this.#ages[position]!;
    if (steps <= age) return this.#frames.read(this.back(position, steps));
    return this.#padding === 'zeros' ? zeroFrame : this.#frames.read(this.back(position, age));
  }

  #requireObservation(observation: Uint8Array): void {
    if (observation.length !== observationSize) {
      throw expectationError('INVALID_BUFFER', 'uint8[4, 84, 84] as an observation', observation);
    }
  }
}

const zeroFrame = new Uint8Array(frameSize);
