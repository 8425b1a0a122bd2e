/**
 * What the methods that train on bounds have in common. No adversary enters: the loss is taken of the worst logits that interval
 * bounds allow anywhere in the ball, w_a = -(lower bound of the label's lead over a) and w_label = 0. Radius and weight of that
 * loss grow from 0, step by step: an ordinary network's bounds at the full radius would destroy what it has learnt.
 */
import { boundedLogits, worstLogits } from '@a2pd/bounds';
import { type Tensor, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import type { Batch, Objective } from './method.js';

/** Of each row of logits, float32[B, A]; float32[B]. */
export type RowLoss = (logits: Tensor2D, batch: Batch) => Tensor1D;
/** The same of the worst logits, beside the clean ones. */
type WorstLoss = (worst: Tensor2D, batch: Batch, logits: Tensor2D) => Tensor1D;

/** (1 - κ) clean(z) + κ worst(w), w within epsilon. */
export function onBounds(
  { epsilon, kappa }: { readonly epsilon: number; readonly kappa: number },
  clean: RowLoss,
  worst: WorstLoss,
): Objective {
  return (_forward, batch, layers) => {
    const { input, labels, progress } = batch;
    const { logits, leads } = boundedLogits(layers(), input, labels, radiusAt(progress, epsilon));
    return mixed(clean(logits, batch), worst(worstLogits(leads), batch, logits), tf.mul(progress, kappa));
  };
}

/** (1 - share) a + share b, averaged over the batch. */
export function mixed(a: Tensor1D, b: Tensor1D, share: Tensor): Tensor {
  return tf.add(tf.mul(tf.mean(a), tf.sub(1, share)), tf.mul(tf.mean(b), share));
}

/**
 * The radius after a share of the ramp: with its fourth power, so that it leaves 0 smoothly. In equal parts the first of them
 * would already multiply the worst-case loss of a trained student.
 * @param progress float32 scalar in [0, 1]
 */
export function radiusAt(progress: Tensor, epsilon: number): Tensor {
  return tf.mul(grownShare(progress), epsilon);
}

/**
 * What an adversary found, drawn towards the observation as far as the radius has not grown yet. The adversary itself is made
 * once, for the full radius.
 */
export function grownPerturbation({ input, perturbed, progress }: Batch): Tensor4D {
  return tf.add(input, tf.mul(tf.sub(perturbed, input), grownShare(progress)));
}

function grownShare(progress: Tensor): Tensor {
  return tf.square(tf.square(progress));
}
