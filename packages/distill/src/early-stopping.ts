/** Watches a validation loss: keeps the weights of its minimum, and says when patience is at an end. */
import type { HostTensors } from '@a2pd/tensor';

export interface EarlyStoppingState {
  /** Infinite before the first finite loss. */
  readonly bestLoss: number;
  readonly epochsWithoutGain: number;
  readonly bestWeights: HostTensors | undefined;
}

export class EarlyStopping {
  readonly #patienceEpochs: number;
  #state: EarlyStoppingState;

  /** @param state Where to go on; the beginning when absent. */
  constructor(patienceEpochs: number, state?: EarlyStoppingState) {
    this.#patienceEpochs = patienceEpochs;
    this.#state = state ?? { bestLoss: Number.POSITIVE_INFINITY, epochsWithoutGain: 0, bestWeights: undefined };
  }

  /**
   * Takes one epoch's loss.
   * @param weights Called only when the loss is the lowest so far.
   * @returns Whether it is.
   */
  observe(loss: number, weights: () => HostTensors): boolean {
    if (!(loss < this.#state.bestLoss)) {
      this.#state = { ...this.#state, epochsWithoutGain: this.#state.epochsWithoutGain + 1 };
      return false;
    }
    this.#state = { bestLoss: loss, epochsWithoutGain: 0, bestWeights: weights() };
    return true;
  }

  /** The best so far stays the best, and patience begins anew. */
  beginPatience(): void {
    this.#state = { ...this.#state, epochsWithoutGain: 0 };
  }

  get hasStopped(): boolean {
    return this.#state.epochsWithoutGain >= this.#patienceEpochs;
  }

  /** Of the lowest loss; undefined before the first finite one. */
  get bestWeights(): HostTensors | undefined {
    return this.#state.bestWeights;
  }

  /** A value of its own, with which another goes on from here. */
  get state(): EarlyStoppingState {
    return this.#state;
  }
}
