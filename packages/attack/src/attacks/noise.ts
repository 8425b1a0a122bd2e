/**
 * The floor under all attacks: every pixel moves at random, by epsilon up or down or uniformly in between. It knows nothing of
 * the model; whoever does not beat it has no attack, whoever falls to it has no policy.
 */
import { compile, statelessUniform, type Tensor, type Tensor4D, tf } from '@a2pd/tensor';
import { z } from 'zod';
import { epsilon } from '../ascent/options.js';
import { defineAttack } from '../define-attack.js';
import { epsilonPart, labelled } from '../label.js';
import { withSeed } from '../seed.js';

export const noise = defineAttack({
  name: 'noise',
  summary: 'every pixel at random: the floor',
  source: '-',
  knows: 'nothing',
  cost: '0',
  schema: z.strictObject({
    epsilon,
    distribution: z
      .enum(['signs', 'uniform'])
      .describe('every pixel by epsilon up or down, or anywhere in between')
      .default('signs'),
  }),
  label: ({ epsilon, distribution }) =>
    labelled(distribution === 'uniform' ? 'Uniform noise' : 'Noise', [epsilonPart(epsilon)]),
  create({ epsilon, distribution }) {
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
  },
});
