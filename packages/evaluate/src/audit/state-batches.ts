/** Many observations in batches of one size, so that every function is recorded for one shape. */
import { breathe, expectationError, observationSize, requirePositiveInteger } from '@a2pd/core';
import { pixels, type Tensor, tf } from '@a2pd/tensor';

export class StateBatches {
  readonly #states: Uint8Array;
  readonly #numStates: number;
  readonly #batchSize: number;
  readonly #signal: AbortSignal | undefined;

  /** @param states uint8[N, 4, 84, 84]. @throws A2pdError INVALID_BUFFER or INVALID_ARGUMENT. */
  constructor(states: Uint8Array, batchSize: number, signal?: AbortSignal) {
    requirePositiveInteger('batchSize', batchSize);
    this.#numStates = states.length / observationSize;
    if (!(Number.isInteger(this.#numStates) && this.#numStates >= 1)) {
      throw expectationError('INVALID_BUFFER', `observations of ${observationSize} bytes each`, states);
    }
    this.#states = states;
    this.#batchSize = Math.min(batchSize, this.#numStates);
    this.#signal = signal;
  }

  /**
   * Joins what `fn` gives for each batch, row by row. Tensors it makes are freed.
   * @param fn From frames, uint8[B, 4, 84, 84] as `pixels` makes them, and the states' indices, to tensors of B rows.
   * @param onBatch Told after each batch how many states are done.
   * @throws A2pdError INTERRUPTED by the signal, between two batches.
   */
  async map(
    fn: (frames: Tensor, states: readonly number[]) => readonly Tensor[],
    onBatch?: (statesDone: number) => void,
  ): Promise<Float32Array[]> {
    const joined = new Map<number, number[]>();
    for (let first = 0; first < this.#numStates; first += this.#batchSize) {
      await breathe(this.#signal);
      const rows = Math.min(this.#batchSize, this.#numStates - first);
      this.#run(first, (frames, states) => {
        fn(frames, states).forEach((tensor, output) => {
          const values = tensor.dataSync<'float32'>();
          const column = joined.get(output) ?? [];
          for (const value of values.subarray(0, (values.length / this.#batchSize) * rows)) column.push(value);
          joined.set(output, column);
        });
      });
      onBatch?.(first + rows);
    }
    return Array.from(joined.values(), (values) => Float32Array.from(values));
  }

  /** The first batch alone. */
  first(fn: (frames: Tensor) => Tensor): Float32Array {
    return this.#run(0, (frames) => fn(frames).dataSync<'float32'>());
  }

  /** The last batch is filled up with the states it begins with. */
  #run<T>(first: number, fn: (frames: Tensor, states: readonly number[]) => T): T {
    const rows = Math.min(this.#batchSize, this.#numStates - first);
    const states = Array.from({ length: this.#batchSize }, (_, row) => first + (row % rows));
    const batch = new Uint8Array(this.#batchSize * observationSize);
    states.forEach((state, row) => {
      batch.set(this.#states.subarray(state * observationSize, (state + 1) * observationSize), row * observationSize);
    });
    // `tf.tidy` walks what it returns, every element of it: plain arrays must leave by another way.
    tf.engine().startScope('audit');
    try {
      return fn(pixels(batch, this.#batchSize), states);
    } finally {
      tf.engine().endScope();
    }
  }
}
