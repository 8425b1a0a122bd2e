/** Every number of a distillation, with the paper's values as defaults (Table 5 and Section 4.1). */
import { parseConfig } from '@a2pd/artefact';
import { z } from 'zod';
import { architectureSchema } from './architecture.js';

/** η of Eq. 12; the paper sweeps {1/9, 1/6, 1/3, 1}. */
const eta = z
  .number()
  .positive()
  .max(1)
  .default(1 / 3);
/** β of Eq. 11. Deviation: Table 5 prints 0.1, Section 4.4 finds 0.01 best, and 0.01 is the default here. */
const beta = z.number().min(0).default(0.01);
/** What the Frobenius norm of Eq. 13 is taken of; the paper does not say. */
const jacobian = z.enum(['per-sample', 'whole-batch']).default('per-sample');
const epsilon = z
  .number()
  .min(0)
  .max(1)
  .default(1 / 255);

export const lossSchema = z.discriminatedUnion('name', [
  /** Eq. 11: PGM + β times the norm of its Jacobian. */
  z.strictObject({ name: z.literal('a2pd'), eta, beta, jacobian }),
  /** Eq. 12 alone. */
  z.strictObject({ name: z.literal('pgm'), eta }),
  z.strictObject({ name: z.literal('cross-entropy') }),
  /** Against softmax(Q / temperature); the data set's temperature when absent. */
  z.strictObject({ name: z.literal('kl'), temperature: z.number().positive().optional() }),
  z.strictObject({ name: z.literal('cross-entropy+jr'), beta, jacobian }),
  /** Eq. 2 with cross-entropy: every batch is attacked first, by one step of epsilon. */
  z.strictObject({ name: z.literal('fgsm'), epsilon }),
  /** Eq. 2 with cross-entropy: every batch is attacked first, by Eq. 19 with K = steps. */
  z.strictObject({ name: z.literal('pgd'), epsilon, steps: z.int().min(1) }),
]);

export const distillConfigSchema = z.strictObject({
  loss: lossSchema.prefault({ name: 'a2pd' }),
  architecture: architectureSchema.prefault({}),
  learningRate: z.number().positive().default(4e-5),
  adamBeta1: z.number().min(0).max(1).default(0.9),
  adamBeta2: z.number().min(0).max(1).default(0.999),
  adamEpsilon: z.number().positive().default(1e-7),
  batchSize: z.int().min(1).default(32),
  maxEpochs: z.int().min(1).default(1000),
  /** Epochs without a better validation loss after which training stops. */
  patienceEpochs: z.int().min(1).default(60),
  /** Deviation: epochs of plain cross-entropy before the loss, counted within maxEpochs; against collapse. 0 as the paper. */
  warmupEpochs: z.int().min(0).default(0),
  validationShare: z.number().gt(0).lt(1).default(0.1),
  /** Deviation: whole episodes, so that no validation frame has a near twin in training; the paper does not say. */
  splitBy: z.enum(['episode', 'row']).default('episode'),
});

export type DistillConfigInput = z.input<typeof distillConfigSchema>;
export type DistillConfig = Readonly<z.output<typeof distillConfigSchema>>;
export type LossConfig = DistillConfig['loss'];

export const distillPresets = {
  /** Table 5; Deviations as noted above. */
  paper: {},
  /** Scaled down: minutes on two cores. The learning rate makes up for the few steps. */
  pipeline: { learningRate: 2e-4, maxEpochs: 12, patienceEpochs: 4, warmupEpochs: 3 },
} as const satisfies Record<string, DistillConfigInput>;

/** @throws A2pdError INVALID_CONFIG naming each wrong key. */
export function parseDistillConfig(config: unknown): DistillConfig {
  return parseConfig(distillConfigSchema, config, 'distill config');
}
