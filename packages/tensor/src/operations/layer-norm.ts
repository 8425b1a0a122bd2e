/**
 * Layer normalisation (Ba et al., 2016): the units of each row, of all places and channels together, are brought to mean 0 and
 * variance 1; then each channel is scaled and shifted. Its derivatives are written out, because TensorFlow.js would go through
 * units as large as a picture twice as often.
 */
import { type Tensor, tf } from '../tf.js';
import { type Apply, defineOperation } from './define-operation.js';

/** Added to the variance, as PyTorch has it. */
export const layerNormEpsilon = 1e-5;

const normalise: Apply<'x' | 'scale' | 'shift'> = defineOperation<'x' | 'scale' | 'shift', object>({
  name: 'LayerNorm',
  forward: ({ x, scale, shift }) =>
    tf.tidy(() => {
      const { centred, inverseDeviation } = standardise(x);
      return tf.add(tf.mul(centred, tf.mul(inverseDeviation, scale)), shift);
    }),
  savedInputs: ['x', 'scale'],
  gradients: (dy, saved) => {
    const [x, scale] = saved as [Tensor, Tensor];
    // What forward has computed already: a recording computes it once.
    const { centred, inverseDeviation, units } = standardise(x);
    const places = units.slice(0, -1);
    // Sums over the places of each channel, of which all three derivatives are made; [N, ..., channels].
    const sumOf = (values: Tensor) => (places.length > 0 ? tf.sum(values, places, true) : values);
    const [ofGradient, ofProduct] = [sumOf(dy), tf.mul(sumOf(tf.mul(dy, centred)), inverseDeviation)];
    const count = units.reduce((product, axis) => product * x.shape[axis]!, 1);
    const meanOf = (sums: Tensor) => tf.div(tf.sum(tf.mul(sums, scale), units, true), count);
    const ofChannel = (sums: Tensor) => tf.sum(tf.reshape(sums, [-1, scale.shape[0]!]), 0);
    return {
      x: () => {
        const along = tf.mul(meanOf(ofProduct), inverseDeviation);
        const offset = tf.sub(tf.mul(dy, scale), tf.add(tf.mul(centred, along), meanOf(ofGradient)));
        return tf.mul(offset, inverseDeviation);
      },
      scale: () => ofChannel(ofProduct),
      shift: () => ofChannel(ofGradient),
    };
  },
});

function standardise(x: Tensor): { centred: Tensor; inverseDeviation: Tensor; units: number[] } {
  const units = x.shape.map((_, axis) => axis).slice(1);
  const centred = tf.sub(x, tf.mean(x, units, true));
  const variance = tf.mean(tf.square(centred), units, true);
  return { centred, inverseDeviation: tf.rsqrt(tf.add(variance, layerNormEpsilon)), units };
}

/** @param x float32[N, ..., channels]. @param scale float32[channels]. @param shift float32[channels]. @returns As x; differentiable twice. */
export function layerNorm<T extends Tensor>(x: T, scale: Tensor, shift: Tensor): T {
  return normalise({ x, scale, shift }, {}) as T;
}
