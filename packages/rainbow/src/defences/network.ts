/** The online network as defences see it. */
import type { Tensor2D, Weights } from '@a2pd/tensor';
import { comparisonLayers } from '../affine-layers.js';
import type { Architecture } from '../architecture.js';
import { expectedReturns, returnLogits } from '../network.js';
import type { Network } from './defence.js';

/** By the means of noisy weights; recordable, differentiable by them. */
export function networkOf(architecture: Architecture, weights: Weights): Network {
  return {
    numActions: architecture.numActions,
    qValues: (input) => expectedReturns(architecture, returnLogits(architecture, weights, input)) as Tensor2D,
    layers: () => comparisonLayers(architecture, weights),
  };
}
