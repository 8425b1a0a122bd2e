/** Eq. 2 with cross-entropy: the loss on what the adversary made of the batch, the clean one unseen. */
import { negativeLogProbability, tf } from '@a2pd/tensor';
import type { Objective } from './method.js';

export const adversarialCrossEntropy: Objective = (forward, { perturbed, labels }) =>
  tf.mean(negativeLogProbability(forward(perturbed), labels));
