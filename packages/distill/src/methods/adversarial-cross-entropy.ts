/** Eq. 2 with cross-entropy: the loss on what the adversary made of the batch, the clean one unseen. */
import { tf } from '@a2pd/tensor';
import { crossEntropy } from '../losses/losses.js';
import type { Objective } from './method.js';

export const adversarialCrossEntropy: Objective = (forward, { perturbed, labels }) =>
  tf.mean(crossEntropy(forward(perturbed), labels));
