/**
 * Factorised Gaussian noise for noisy dense layers (Fortunato et al., 2018, equations 10 and 11): one vector for a
 * layer's inputs and one for its outputs, each passed through f(x) = sgn(x) sqrt|x|.
 */
import { statelessNormal, type Tensor, tf } from '@a2pd/tensor';
import { type Architecture, denseLayers } from './architecture.js';

export interface LayerNoise {
  /** f(ε) for the inputs; [rows, inputs]. */
  readonly input: Tensor;
  /** f(ε) for the outputs; [rows, outputs]. */
  readonly output: Tensor;
}

/** By dense layer name. */
export type NetworkNoise = Readonly<Record<string, LayerNoise>>;

/** f(x) = sgn(x) sqrt|x|. */
export function factorise(noise: Tensor): Tensor {
  return tf.mul(tf.sign(noise), tf.sqrt(tf.abs(noise)));
}

/** Standard normal draws a network needs: the columns of `networkNoise`'s argument. */
export function noiseUnits(architecture: Architecture): number {
  return denseLayers(architecture).reduce((sum, { inputs, outputs }) => sum + inputs + outputs, 0);
}

/**
 * Cuts standard normal draws into the noise of each layer, in the layers' order, inputs before outputs.
 * @param normal float32[rows, noiseUnits]: one row for a whole batch, or one for each of its rows.
 */
export function networkNoise(architecture: Architecture, normal: Tensor): NetworkNoise {
  const rows = normal.shape[0]!;
  const scaled = factorise(normal);
  const noise: Record<string, LayerNoise> = {};
  let column = 0;
  const take = (units: number): Tensor => {
    const part = tf.slice(scaled, [0, column], [rows, units]);
    column += units;
    return part;
  };
  for (const { name, inputs, outputs } of denseLayers(architecture)) {
    noise[name] = { input: take(inputs), output: take(outputs) };
  }
  return noise;
}

/** Draws `networkNoise` from a seed. @param seed int32[2]; equal seeds give equal noise. */
export function sampleNoise(architecture: Architecture, rows: number, seed: Tensor): NetworkNoise {
  return networkNoise(architecture, statelessNormal([rows, noiseUnits(architecture)], seed));
}
