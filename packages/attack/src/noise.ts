/**
 * The floor under all attacks: every pixel moves at random, by epsilon up or down or uniformly in between. It knows nothing of
 * the model; whoever does not beat it has no attack, whoever falls to it has no policy.
 */
import { compile, statelessUniform, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import type { AttackConfigOf } from './config.js';
import { withSeed } from './seed.js';
import type { Perturbation } from './setting.js';

export function createNoise({ epsilon, distribution }: AttackConfigOf<'noise'>): Perturbation {
  const addNoise = compile('attack/noise', (clean: Tensor4D, seed: Tensor) => {
    const uniform = statelessUniform(clean.shape, seed);
    const share = distribution === 'signs' ? tf.cast(tf.greaterEqual(uniform, 0.5), 'float32') : uniform; // of 2ε
    return tf.add(clean, tf.mul(tf.sub(share, 0.5), 2 * epsilon)) as Tensor4D;
  });
  return {
    generate: (clean, _labels, seed) => ({
      perturbed: withSeed(seed, 0, (seedTensor) => addNoise(clean, seedTensor)),
      evidence: tf.scalar(0),
    }),
    dispose: () => addNoise.dispose(),
  };
}
