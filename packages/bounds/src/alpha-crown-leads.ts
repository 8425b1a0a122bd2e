/**
 * α-CROWN (Xu et al. 2021): CROWN whose lines below unstable neurons have the slopes that lose least, for each lead its own,
 * found by projected gradient ascent of the leads, over hidden layers that all got ways back with adaptive slopes. Any slope in
 * [0, 1] is sound, so the search needs no care.
 */
import {
  inputGradient,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { leadsBackward } from './backward-leads.js';
import { crownLeads, crownRelaxed } from './crown-leads.js';
import { inRows } from './hidden-values.js';
import type { ReluNetwork } from './network.js';
import { relaxation } from './relaxation.js';

/** Steps of Adam, their size at first, and what it is multiplied with at each. */
const [steps, firstStepSize, decay] = [16, 0.25, 0.85];
const [beta1, beta2, tiny] = [0.9, 0.999, 1e-12];

/** Bounds as `crownLeads` has them, never below those. */
export function alphaCrownLeads(network: ReluNetwork, input: Tensor4D, labels: Tensor1D, epsilon: Tensor): Tensor2D {
  return tf.tidy(() => {
    const relaxed = crownRelaxed(network, input, epsilon, 1);
    const hidden = relaxed.values.slice(0, -1).map(inRows);
    const leadsBy = (slopes: Tensor) => {
      const sizes = hidden.map(({ center }) => center.shape[2]!);
      // Of one part alone a split has no gradient.
      const parts = sizes.length === 1 ? [slopes] : tf.split(slopes, sizes, 2);
      return leadsBackward(
        { ...relaxed, relaxations: hidden.map((values, i) => relaxation(values, parts[i]!)) },
        labels,
      );
    };
    const adaptive = tf.concat(
      relaxed.relaxations.map(({ lowerSlope }) => lowerSlope as Tensor3D),
      2,
    );
    let slopes: Tensor = tf.tile(adaptive, [1, network.numActions, 1]); // [N, A, units of all layers]
    let best = tf.maximum(crownLeads(network, input, labels, epsilon), leadsBackward(relaxed, labels));
    let [mean, square]: Tensor[] = [tf.zerosLike(slopes), tf.zerosLike(slopes)];
    for (let step = 1; step <= steps; step++) {
      const { gradient } = inputGradient((at) => tf.sum(leadsBy(at)), slopes);
      mean = tf.add(tf.mul(mean!, beta1), tf.mul(gradient, 1 - beta1));
      square = tf.add(tf.mul(square!, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const stepSize = firstStepSize * decay ** (step - 1) * (Math.sqrt(1 - beta2 ** step) / (1 - beta1 ** step));
      const ascent = tf.div(mean, tf.add(tf.sqrt(square), tiny));
      slopes = tf.clipByValue(tf.add(slopes, tf.mul(ascent, stepSize)), 0, 1);
      best = tf.maximum(best, leadsBy(slopes));
    }
    return best as Tensor2D;
  });
}
