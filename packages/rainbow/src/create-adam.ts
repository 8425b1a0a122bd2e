import { Adam, type Parameters } from '@a2pd/tensor';
import type { TrainingConfig } from './training-config.js';

/** The optimizer of a training, of either algorithm. */
export function createAdam(parameters: Parameters, config: TrainingConfig): Adam {
  const { learningRate, adamBeta1: beta1, adamBeta2: beta2, adamEpsilon: epsilon } = config;
  return new Adam(parameters, { learningRate, beta1, beta2, epsilon });
}
