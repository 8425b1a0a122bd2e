/** Watches a validation loss: keeps the weights of its minimum, and says when patience is at an end. */
import type { HostTensors } from '@a2pd/tensor';

export class EarlyStopping {
  readonly #patienceEpochs: number;
  #bestLoss = Number.POSITIVE_INFINITY;
  #bestWeights: HostTensors | undefined;
  #epochsWithoutGain = 0;

  constructor(patienceEpochs: number) {
    this.#patienceEpochs = patienceEpochs;
  }

  /**
   * Takes one epoch's loss.
   * @param weights Called only when the loss is the lowest so far.
   * @returns Whether it is.
   */
  observe(loss: number, weights: () => HostTensors): boolean {
    if (!(loss < this.#bestLoss)) {
      this.#epochsWithoutGain++;
      return false;
    }
    this.#bestLoss = loss;
    this.#bestWeights = weights();
    this.#epochsWithoutGain = 0;
    return true;
  }

  get hasStopped(): boolean {
    return this.#epochsWithoutGain >= this.#patienceEpochs;
  }

  /** Of the lowest loss; undefined before the first finite one. */
  get bestWeights(): HostTensors | undefined {
    return this.#bestWeights;
  }
}
