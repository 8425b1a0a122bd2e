/** Policy distillation: KL divergence from the teacher's softened Q-values. */
import { tf } from '@a2pd/tensor';
import { z } from 'zod';
import { klDivergence } from '../losses/losses.js';
import { defineMethod } from './method.js';

export const kl = defineMethod({
  summary: "KL divergence from softmax(teacher's Q / temperature)",
  source: 'Rusu et al. 2015, KL',
  /** `temperature` of the data set when absent; Rusu et al. use 0.01. */
  schema: z.strictObject({
    name: z.literal('kl'),
    temperature: z.number().positive().describe("of KL's prescriptions").optional(),
  }),
  objective(config, datasetTemperature) {
    const temperature = config.temperature ?? datasetTemperature;
    return (forward, { input, qValues }) =>
      tf.mean(klDivergence(forward(input), tf.softmax(tf.div(qValues, temperature))));
  },
});
