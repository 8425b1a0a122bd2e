/**
 * The floor under all attacks: every pixel moves by epsilon up or down, at random. It spends the whole L-inf budget and
 * knows nothing of the model; whoever does not beat it has no attack, whoever falls to it has no policy.
 */
import { compile, type Model, statelessUniform, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import type { Attack } from './attack.js';
import { boundedAttack } from './bounded-attack.js';
import type { AttackConfigOf } from './config.js';
import { withSeed } from './seed.js';

export function createNoise(config: AttackConfigOf<'noise'>, model: Model): Attack {
  const addNoise = compile('attack/noise', (clean: Tensor4D, seed: Tensor) => {
    const isUp = tf.greaterEqual(statelessUniform(clean.shape, seed), 0.5);
    return tf.add(clean, tf.mul(tf.sub(tf.cast(isUp, 'float32'), 0.5), 2 * config.epsilon)) as Tensor4D;
  });
  return boundedAttack(config, model, {
    generate: (clean, _labels, seed) => ({
      perturbed: withSeed(seed, 0, (seedTensor) => addNoise(clean, seedTensor)),
      evidence: tf.scalar(0),
    }),
    dispose: () => addNoise.dispose(),
  });
}
