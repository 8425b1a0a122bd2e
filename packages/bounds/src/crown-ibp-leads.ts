/** CROWN-IBP (Zhang et al. 2020): CROWN's way back from the leads alone, over interval bounds of the hidden layers. */
import { relu, type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { leadsBackward } from './backward-leads.js';
import { type HiddenValues, type Inputs, inRows, throughLayer } from './hidden-values.js';
import { pixelBox, throughRelu } from './interval.js';
import type { ReluNetwork } from './network.js';
import { adaptiveRelaxation } from './relaxation.js';

export interface CrownIbpOptions {
  /** Whether to hold for whatever float32 makes of any input, as `intervalLeads` does; a training can do without. */
  readonly rounding?: boolean;
}

/**
 * Lower bounds of the label's leads, differentiable with respect to the weights.
 * @param input float32[N, H, W, C] in [0, 1]
 * @param labels int32[N]
 * @param epsilon float32[N] or a scalar, radius in L-infinity
 * @returns float32[N, A]; 0 at the label itself
 */
export function crownIbpLeads(
  network: Pick<ReluNetwork, 'layers'>,
  input: Tensor4D,
  labels: Tensor1D,
  epsilon: Tensor,
  { rounding = true }: CrownIbpOptions = {},
): Tensor2D {
  return tf.tidy(() => {
    const layers = network.layers();
    const box = pixelBox(input, epsilon);
    const values: HiddenValues[] = [];
    let inputs: Inputs = { box, center: box.center };
    for (const layer of layers) {
      const reached = throughLayer(layer, inputs, rounding);
      values.push(reached);
      inputs = { box: throughRelu(reached.box), center: relu(reached.center) };
    }
    const relaxations = values.slice(0, -1).map((hidden) => adaptiveRelaxation(inRows(hidden)));
    return leadsBackward({ layers, box, values, relaxations }, labels);
  });
}
