// A method of one's own: cross-entropy beside a pull of all logits towards zero. Run this file, or hand it to the command:
// a2pd distill --plugin docs/examples/own-method.mjs --run pong --method small-logits --pull 0.01
import { defineMethod } from '@a2pd/distill';
import { negativeLogProbability, tf } from '@a2pd/tensor';
import { z } from 'zod';

export const smallLogits = defineMethod({
  summary: 'cross-entropy + pull x mean squared logit (pull)',
  source: 'an example',
  schema: z.strictObject({
    name: z.literal('small-logits'),
    pull: z.number().min(0).describe('weight of the squared logits').default(0.001),
  }),
  objective:
    ({ pull }) =>
    (forward, { input, labels }) => {
      const logits = forward(input); // float32[B, A]
      const imitation = tf.mean(negativeLogProbability(logits, labels));
      return tf.add(imitation, tf.mul(tf.mean(tf.square(logits)), pull));
    },
});

if (process.argv[1]?.endsWith('own-method.mjs')) {
  const { distill, parseDistillConfig, PrescriptionDataSet } = await import('@a2pd/distill');
  const dataSet = await PrescriptionDataSet.open(process.argv[2] ?? 'runs/pong/prescriptions');
  const method = { name: 'small-logits', pull: 0.01 };
  const config = parseDistillConfig({ method, maxEpochs: 2, epochPairs: 64 }, smallLogits);
  const { best } = await distill({ dataSet, config, method: smallLogits, seed: 1 });
  console.log(`agrees with the teacher on ${(100 * best.validation.accuracy).toFixed(0)}% of the states`);
}
