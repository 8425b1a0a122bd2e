/**
 * The inner maximisation of state-adversarial training: PGD that climbs KL(π(s) ‖ π(s + δ)). It starts at a random point of
 * the ball, because the divergence and its gradient are 0 at s itself; steps are 2.5 ε / K long, as Madry et al. have them.
 */
import { A2pdError } from '@a2pd/core';
import {
  compile,
  inputGradient,
  type Model,
  statelessUniform,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tf,
} from '@a2pd/tensor';
import { logSoftmax } from '../losses/log-softmax.js';
import { divergence } from '../losses/losses.js';
import type { Adversary } from './method.js';

interface Budget {
  readonly epsilon: number;
  readonly steps: number;
}

/** The student stays the caller's. */
export function createKlAdversary({ epsilon, steps }: Budget, student: Model): Adversary {
  const stepSize = (2.5 * epsilon) / steps;
  const climb = compile('distill/sa-kl/climb', (clean: Tensor4D, seed: Tensor) => {
    const lowest = tf.maximum(tf.sub(clean, epsilon), 0);
    const highest = tf.minimum(tf.add(clean, epsilon), 1);
    const project = (point: Tensor4D): Tensor4D => tf.minimum(tf.maximum(point, lowest), highest);
    const cleanLogs = logSoftmax(student.logits(clean) as Tensor2D);
    const offset = tf.mul<Tensor4D>(tf.sub(statelessUniform(clean.shape, seed), 0.5), 2 * epsilon);
    let perturbed = project(tf.add(clean, offset));
    for (let step = 0; step < steps; step++) {
      const { gradient } = inputGradient(
        (input) => tf.sum(divergence(cleanLogs, logSoftmax(student.logits(input) as Tensor2D))),
        perturbed,
      );
      perturbed = project(tf.add(perturbed, tf.mul(tf.sign(gradient as Tensor4D), stepSize)));
    }
    return perturbed;
  });
  return {
    perturb(input, _labels, seed) {
      if (!Number.isSafeInteger(seed)) throw new A2pdError('INVALID_ARGUMENT', `Expected an integer seed, not ${seed}`);
      const words = tf.tensor1d([seed | 0, Math.floor(seed / 2 ** 32) | 0], 'int32');
      try {
        return climb(input, words);
      } finally {
        words.dispose();
      }
    },
    dispose: () => climb.dispose(),
  };
}
