/**
 * The Rainbow network as a pure function of its weights: convolutions, (noisy) dense layers, dueling streams
 * (Wang et al., 2016, equation 9), and a distribution over returns for each action (Bellemare et al., 2017).
 */
import { conv2d, dense, layerNorm, relu, type Tensor, type Tensor4D, tf, type Weights } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import type { LayerNoise, NetworkNoise } from './noise.js';
import { trunks, trunkUnits } from './trunk.js';

/**
 * What the network says of each action's return: logits of its distribution's atoms, or its expectation alone.
 * @param input float32[N, 84, 84, 4] in [0, 1].
 * @param noise of one row, shared by the batch, or of N; absent: the means alone act.
 * @returns float32[N, numActions, numAtoms].
 */
export function returnLogits(
  architecture: Architecture,
  weights: Weights,
  input: Tensor4D,
  noise?: NetworkNoise,
): Tensor {
  const { numActions, numAtoms, dueling } = architecture;
  const activate = <T extends Tensor>(name: string, x: T): T =>
    relu(architecture.layerNorm ? layerNorm(x, weights[`${name}.scale`]!, weights[`${name}.shift`]!) : x);
  let image: Tensor4D = input;
  for (const { name, stride } of trunks[architecture.trunk]) {
    image = activate(name, conv2d(image, weights[`${name}.kernel`]!, weights[`${name}.bias`]!, stride));
  }
  const features = tf.reshape(image, [-1, trunkUnits(architecture.trunk)]);
  const stream = (name: string): Tensor => {
    const layer = `${name}.hidden`;
    const hidden = activate(layer, noisyDense(weights, layer, features, noise?.[layer]));
    return noisyDense(weights, `${name}.output`, hidden, noise?.[`${name}.output`]);
  };
  const advantages = tf.reshape(stream('advantage'), [-1, numActions, numAtoms]);
  if (!dueling) return advantages;
  const value = tf.reshape(stream('value'), [-1, 1, numAtoms]);
  return tf.add(tf.sub(advantages, tf.mean(advantages, 1, true)), value);
}

/** Expected return of each action. @param logits from `returnLogits`. @returns float32[N, numActions]. */
export function expectedReturns(architecture: Architecture, logits: Tensor): Tensor {
  if (!architecture.distributional) return tf.squeeze(logits, [2]);
  return tf.sum(tf.mul(tf.softmax(logits), support(architecture)), 2);
}

/** z: the atoms' returns; float32[numAtoms]. */
function support({ vMin, vMax, numAtoms }: Architecture): Tensor {
  return tf.linspace(vMin, vMax, numAtoms);
}

/**
 * y = (Wμ + Wσ∘(εin εoutᵀ))ᵀ x + bμ + bσ∘εout, without forming the noisy weights:
 * y = (x Wμ + bμ) + ((x∘εin) Wσ + bσ)∘εout.
 */
function noisyDense(weights: Weights, name: string, x: Tensor, noise: LayerNoise | undefined): Tensor {
  const mean = dense(x, weights[`${name}.kernel`]!, weights[`${name}.bias`]!);
  if (!noise) return mean;
  const deviation = dense(tf.mul(x, noise.input), weights[`${name}.kernelSigma`]!, weights[`${name}.biasSigma`]!);
  return tf.add(mean, tf.mul(deviation, noise.output));
}
