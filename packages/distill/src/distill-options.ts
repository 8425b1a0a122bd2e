/** What a distillation is asked for, and what it leaves between two epochs. */
import type { OptionNames, ProgressListener, RngState } from '@a2pd/core';
import type { HostTensors } from '@a2pd/tensor';
import type { DistillConfig } from './config.js';
import type { Pairs } from './data/pairs.js';
import type { EarlyStoppingState } from './early-stopping.js';
import type { EpochRecord } from './history.js';
import type { Method } from './methods/method.js';

export interface DistillOptions {
  readonly dataSet: Pairs;
  readonly config: DistillConfig;
  /** A method of one's own that nobody registered; `config.method` holds its hyper-parameters, by its name. */
  readonly method?: Method | undefined;
  /** Determines the split, the first weights, the order of the batches and the attacks. */
  readonly seed: number;
  /** Weights to begin with; fresh ones, drawn from the seed, when absent. */
  readonly initialWeights?: HostTensors | undefined;
  /** Where a training with the same data set, configuration and seed was left. */
  readonly resume?: DistillState | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** Called after each epoch, and waited for; the state is its own copy. */
  readonly onEpoch?: ((record: EpochRecord, state: DistillState) => void | Promise<void>) | undefined;
}

export const distillOptionNames: OptionNames<DistillOptions> = {
  dataSet: true,
  config: true,
  method: true,
  seed: true,
  initialWeights: true,
  resume: true,
  signal: true,
  onProgress: true,
  onEpoch: true,
};

/** A training between two epochs, complete: with data set, configuration and seed it continues to the last bit. */
export interface DistillState {
  readonly history: readonly EpochRecord[];
  readonly rng: RngState;
  readonly weights: HostTensors;
  readonly optimizer: HostTensors;
  readonly stopping: EarlyStoppingState;
}
