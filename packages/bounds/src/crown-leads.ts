/** CROWN (Zhang et al. 2018): leads and all hidden layers by ways back to the input. */
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { leadsBackward, type RelaxedNetwork } from './backward-leads.js';
import { crownValues } from './crown-values.js';
import { inRows } from './hidden-values.js';
import { pixelBox } from './interval.js';
import { intervalLeads } from './interval-leads.js';
import type { ReluNetwork } from './network.js';
import { adaptiveRelaxation } from './relaxation.js';

/** Of each hidden layer; all of it takes 1.7 times as long for little, docs/decisions/0006-bounds.md. */
const refined = 1 / 4;

/**
 * Bounds by CROWN, never below those by intervals; sound in float32 as they are. Some 10 billion products for an observation of
 * Nature-DQN, so few at a time.
 * @param input float32[N, H, W, C] in [0, 1]
 * @param labels int32[N]
 * @param epsilon float32[N], radius in L-infinity
 * @returns float32[N, A]: entry a is above 0 only where no perturbation within epsilon makes the logit of a reach the
 *   label's; 0 at the label itself.
 */
export function crownLeads(network: ReluNetwork, input: Tensor4D, labels: Tensor1D, epsilon: Tensor): Tensor2D {
  return tf.tidy(() => {
    const relaxed = crownRelaxed(network, input, epsilon, refined);
    return tf.maximum(leadsBackward(relaxed, labels), intervalLeads(network, input, labels, epsilon));
  });
}

/** A network over the ball of each observation, with adaptive slopes for the leads. @param refined As `crownValues` has it */
export function crownRelaxed(network: ReluNetwork, input: Tensor4D, epsilon: Tensor, refined: number): RelaxedNetwork {
  const layers = network.layers();
  const box = pixelBox(input, epsilon);
  const values = crownValues(layers, box, refined);
  const relaxations = values.slice(0, -1).map((hidden) => adaptiveRelaxation(inRows(hidden)));
  return { layers, box, values, relaxations };
}
