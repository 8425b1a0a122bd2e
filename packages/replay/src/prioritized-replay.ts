/**
 * Proportional prioritized experience replay (Schaul et al., 2016) over n-step transitions of several parallel
 * environments, each with a ring of its own. Frames are stored once; stacks and returns are rebuilt when sampled.
 */
import { A2pdError, expectationError, frameSize, observationSize, type Rng } from '@a2pd/core';
import type { Batch } from './batch.js';
import { ExperienceStream, type Outcome, type StackPadding, type StreamState } from './experience-stream.js';
import { SumTree } from './sum-tree.js';

export interface ReplayConfig {
  /** Time steps stored, over all streams together; each gets an equal share. */
  readonly capacity: number;
  /** Parallel environments. */
  readonly numStreams: number;
  readonly padding: StackPadding;
  readonly nSteps: number;
  /** For one agent step. */
  readonly discount: number;
  /** Priorities are raised to it; 0 samples uniformly. */
  readonly priorityExponent: number;
  /** Learn as if a lost life ended the game (discount 0), while stacks and the game go on. */
  readonly lifeLossTerminates: boolean;
}

export interface ReplayState {
  readonly streams: readonly (StreamState & { readonly pending: number })[];
  /** Already raised to the exponent; 0 where nothing can be sampled. */
  readonly priorities: Float64Array;
  readonly maxPriority: number;
}

const stackLength = observationSize / frameSize;
/** A priority of exactly 0 would never be sampled again. */
const smallestPriority = 1e-8;

export class PrioritizedReplay {
  readonly config: ReplayConfig;
  readonly #streams: readonly ExperienceStream[];
  /** Newest steps of each stream whose n-step window is not complete yet. */
  readonly #pending: Int32Array;
  readonly #streamCapacity: number;
  readonly #tree: SumTree;
  #maxPriority = 1;
  #size = 0;

  constructor(config: ReplayConfig) {
    this.config = config;
    requireCapacity(config);
    this.#streamCapacity = streamCapacity(config);
    this.#streams = Array.from(
      { length: config.numStreams },
      () => new ExperienceStream(this.#streamCapacity, config.padding),
    );
    this.#pending = new Int32Array(config.numStreams);
    this.#tree = new SumTree(this.#streamCapacity * config.numStreams);
  }

  /** Transitions that can be sampled now. */
  get size(): number {
    return this.#size;
  }

  /** Starts an episode; one still running in this stream is left without an end. @param observation uint8[4, 84, 84]. */
  begin(stream: number, observation: Uint8Array): void {
    this.#forgetOldest(stream);
    this.#streamAt(stream).writeFirst(observation);
    this.#pending[stream] = 0;
  }

  /**
   * Adds one agent step; a transition becomes sampleable, with the highest priority so far, when its window is complete.
   * @param nextObservation uint8[4, 84, 84]: what followed, in a truncated episode its true last observation; copied.
   */
  append(stream: number, action: number, outcome: Outcome, nextObservation: Uint8Array): void {
    const { nSteps, lifeLossTerminates } = this.config;
    const steps = this.#streamAt(stream);
    steps.recordAction(action, outcome);
    const position = steps.back(steps.head, 1);
    const pending = this.#pending[stream]! + 1;
    // What follows the end of the game counts nothing: its frame is not worth a slot.
    if (!outcome.terminated) {
      this.#forgetOldest(stream);
      steps.writeNext(nextObservation);
    }
    if (steps.endsAt(position, lifeLossTerminates)) {
      for (let k = 0; k < pending; k++) this.#makeReady(stream, steps.back(position, k));
      this.#pending[stream] = 0;
    } else if (pending === nSteps) {
      this.#makeReady(stream, steps.back(position, nSteps - 1));
      this.#pending[stream] = nSteps - 1;
    } else {
      this.#pending[stream] = pending;
    }
  }

  /** Draws a batch, stratified over the priorities' mass, into the caller's buffers. */
  sample(batch: Batch, importanceSamplingExponent: number, rng: Rng): void {
    if (this.#size === 0) throw new A2pdError('INVALID_STATE', 'Expected a transition to sample; append some first');
    const stratum = this.#tree.total / batch.size;
    let smallest = Number.POSITIVE_INFINITY;
    for (let row = 0; row < batch.size; row++) {
      const index = this.#tree.find((row + rng.uniform()) * stratum);
      batch.indices[row] = index;
      smallest = Math.min(smallest, this.#tree.get(index));
      this.#readTransition(index, row, batch);
    }
    for (let row = 0; row < batch.size; row++) {
      // (N P(i))^-β / max_j (N P(j))^-β
      const relative = this.#tree.get(batch.indices[row]!) / smallest;
      batch.importanceWeights[row] = relative ** -importanceSamplingExponent;
    }
  }

  /** Gives sampled transitions their new priorities, before anything else is appended. @param priorities such as losses; [B]. */
  updatePriorities(indices: Int32Array, priorities: ArrayLike<number>): void {
    for (const [row, index] of indices.entries()) {
      const priority = priorities[row]!;
      if (!(priority >= 0 && priority < Number.POSITIVE_INFINITY)) {
        throw expectationError('NOT_FINITE', 'finite priorities of at least 0', priority);
      }
      if (this.#tree.get(index) === 0) continue;
      const scaled = Math.max(priority, smallestPriority) ** this.config.priorityExponent;
      this.#tree.set(index, scaled);
      this.#maxPriority = Math.max(this.#maxPriority, scaled);
    }
  }

  /** Everything, as views that are valid until the next change: write or copy them at once. */
  state(): ReplayState {
    return {
      streams: this.#streams.map((stream, i) => ({ ...stream.state(), pending: this.#pending[i]! })),
      priorities: this.#tree.leaves,
      maxPriority: this.#maxPriority,
    };
  }

  /**
   * Replaces everything by `state`, taken from a replay of the same configuration. Its frames are not copied: they are
   * this replay's from here on.
   */
  restore(state: ReplayState): void {
    if (state.streams.length !== this.#streams.length) {
      throw expectationError('INCOMPATIBLE_ARTEFACT', `${this.#streams.length} streams`, state.streams.length);
    }
    for (const [i, stream] of state.streams.entries()) {
      this.#streams[i]!.restore(stream);
      this.#pending[i] = stream.pending;
    }
    this.#tree.load(state.priorities);
    this.#maxPriority = state.maxPriority;
    this.#size = state.priorities.reduce((count, priority) => count + (priority > 0 ? 1 : 0), 0);
  }

  /** Whether `observation`, uint8[4, 84, 84], is the one that the stream was given last. */
  endsWith(stream: number, observation: Uint8Array): boolean {
    const steps = this.#streamAt(stream);
    const newest = new Uint8Array(observationSize);
    steps.readObservation(steps.back(steps.head, 1), newest);
    return Buffer.compare(newest, observation) === 0;
  }

  #readTransition(index: number, row: number, batch: Batch): void {
    const { nSteps, discount, lifeLossTerminates } = this.config;
    const stream = this.#streams[Math.floor(index / this.#streamCapacity)]!;
    const position = index % this.#streamCapacity;
    const target = stream.nStepReturn(position, nSteps, discount, lifeLossTerminates);
    batch.actions[row] = stream.actionAt(position);
    batch.returns[row] = target.return;
    batch.discounts[row] = target.discount;
    const begin = row * observationSize;
    stream.readObservation(position, batch.observations.subarray(begin, begin + observationSize));
    const next = batch.nextObservations.subarray(begin, begin + observationSize);
    if (target.bootstrapPosition === undefined) next.fill(0);
    else stream.readObservation(target.bootstrapPosition, next);
  }

  #makeReady(stream: number, position: number): void {
    this.#tree.set(stream * this.#streamCapacity + position, this.#maxPriority);
    this.#size++;
  }

  /** Before the next observation overwrites the oldest: its transition goes, and those whose stacks need its frame. */
  #forgetOldest(stream: number): void {
    const steps = this.#streamAt(stream);
    for (let k = 0; k < stackLength; k++) {
      const position = steps.forward(steps.head, k);
      const index = stream * this.#streamCapacity + position;
      if (this.#tree.get(index) === 0 || (k > 0 && !steps.stackReaches(position, k))) continue;
      this.#tree.set(index, 0);
      this.#size--;
    }
  }

  #streamAt(stream: number): ExperienceStream {
    const found = this.#streams[stream];
    if (found) return found;
    throw expectationError('INVALID_ARGUMENT', `a stream in [0, ${this.#streams.length})`, stream);
  }
}

/** @throws A2pdError INVALID_CONFIG when a stream cannot hold a whole transition beside the one that is being written. */
export function requireCapacity(config: ReplayConfig): void {
  const smallest = config.nSteps + 2 * stackLength;
  if (streamCapacity(config) >= smallest && config.numStreams >= 1) return;
  const expected = `a replay capacity of at least ${smallest} for each of ${config.numStreams} streams`;
  throw expectationError('INVALID_CONFIG', expected, config.capacity);
}

/** Time steps that each stream holds. */
export function streamCapacity({ capacity, numStreams }: Pick<ReplayConfig, 'capacity' | 'numStreams'>): number {
  return Math.floor(capacity / numStreams);
}
