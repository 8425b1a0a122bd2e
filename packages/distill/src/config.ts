/** Every number of a distillation, with the paper's values as defaults (Table 5 and Section 4.1). */
import { parseConfig } from '@a2pd/artefact';
import { precisionChoices } from '@a2pd/tensor';
import { z } from 'zod';
import { architectureSchema } from './architecture.js';
import type { Method } from './methods/method.js';
import { anyMethodSchema } from './methods/registry.js';

const numbers = {
  architecture: architectureSchema.prefault({}),
  learningRate: z.number().positive().default(4e-5),
  adamBeta1: z.number().gt(0).lt(1).default(0.9),
  adamBeta2: z.number().gt(0).lt(1).default(0.999),
  /** Deviation: added after the bias correction, as PyTorch does; Keras adds it before, which matters for some 1000 steps. */
  adamEpsilon: z.number().positive().default(1e-7),
  batchSize: z.int().min(1).max(65_536).default(32),
  maxEpochs: z.int().min(1).describe('epochs at most').default(1000),
  /** Pairs that an epoch trains on, drawn anew for each; all training rows when absent. Fewer: validated more often. */
  epochPairs: z.int().min(1).optional(),
  /** Epochs without a better validation loss after which training stops; the warm-up is run to its end. */
  patienceEpochs: z.int().min(1).describe('epochs without gain before stopping').default(60),
  /** Deviation: epochs of plain cross-entropy before the method, counted within maxEpochs; against collapse. 0 as the paper. */
  warmupEpochs: z
    .int()
    .min(0)
    .describe('epochs of plain cross-entropy first, against collapse (a deviation)')
    .default(0),
  /**
   * Deviation: epochs, after the warm-up, in which epsilon grows to its own; an adversary's in equal parts, that of a method on
   * bounds step by step, and with it its kappa and what its adversary finds. 0 as the paper.
   */
  rampEpochs: z.int().min(0).describe('epochs then in which epsilon grows to its own (a deviation)').default(0),
  /** Deviation: `balanced` trains on and validates every action equally, against collapse; `shuffled` as the paper. */
  sampling: z
    .enum(['shuffled', 'balanced'])
    .describe('balanced: every action equally often, against collapse (a deviation)')
    .default('shuffled'),
  /** Of fresh weights: Keras's (`glorot`, when absent), or such that interval bounds neither grow nor shrink from layer to layer (Shi et al. 2021). */
  initialisation: z.enum(['glorot', 'interval']).optional(),
  /** Of the training steps; an adversary's gradients and all that is reported stay in float32, which it is when absent. */
  precision: z
    .enum(precisionChoices)
    .describe('what training steps multiply in, float32 when absent; fastest: a few steps of each decide')
    .optional(),
  validationShare: z.number().gt(0).lt(1).default(0.1),
  /** Deviation: whole episodes, so that no validation frame has a near twin in training; the paper does not say. */
  splitBy: z.enum(['episode', 'row']).describe('what validation rows are drawn by').default('episode'),
};

/** @param own A method that nobody registered, for configurations that name it. */
export function distillConfigSchemaWith(own?: Method) {
  return z
    .strictObject({
      /** What is minimised, with its own hyper-parameters. */
      method: anyMethodSchema(own).prefault({ name: 'a2pd' }),
      ...numbers,
    })
    .refine(({ method, rampEpochs }) => rampEpochs === 0 || 'epsilon' in method, {
      path: ['rampEpochs'],
      message: 'needs a method with a radius, e.g. pgd or ibp',
    })
    .refine(({ warmupEpochs, rampEpochs, maxEpochs }) => warmupEpochs + rampEpochs < maxEpochs, {
      path: ['maxEpochs'],
      message: 'expected more than warmupEpochs + rampEpochs: no epoch is left for the method itself',
    });
}

export const distillConfigSchema = distillConfigSchemaWith();

export type DistillConfigInput = z.input<typeof distillConfigSchema>;
export type DistillConfig = Readonly<z.output<typeof distillConfigSchema>>;

export const distillPresets = {
  /** Table 5; Deviations as noted above. */
  paper: {},
  /** Scaled down: the paper's student and every pair, but half an hour on a core. The learning rate makes up for the few steps. */
  'two-cores': { learningRate: 2e-4, maxEpochs: 10, patienceEpochs: 10 },
  /**
   * Scaled down: for methods on bounds that start from a trained student. Short epochs, because each is validated; the ramp is
   * long enough for the bounds of an ordinary student to shrink by four powers of ten.
   */
  certified: { learningRate: 3e-4, maxEpochs: 60, patienceEpochs: 60, rampEpochs: 15, epochPairs: 9600 },
  /** The same in minutes, from fresh weights: cross-entropy first, and a stronger push, because little data is seen often. */
  'certified-pipeline': {
    method: { name: 'regret', kappa: 0.4 },
    learningRate: 4e-4,
    maxEpochs: 16,
    patienceEpochs: 16,
    warmupEpochs: 2,
    rampEpochs: 7,
    epochPairs: 9600,
    sampling: 'balanced',
  },
  /** Scaled down: minutes on two cores. With Table 5's eta of 1/3 a student of Freeway, where one action is 80%, plays no other. */
  pipeline: {
    method: { name: 'a2pd', eta: 1 / 6 },
    learningRate: 2e-4,
    maxEpochs: 12,
    patienceEpochs: 4,
    warmupEpochs: 3,
  },
} as const satisfies Record<string, DistillConfigInput>;

/**
 * @param own A method of one's own that nobody registered, for a configuration that names it.
 * @throws A2pdError INVALID_CONFIG naming each wrong key.
 */
export function parseDistillConfig(config: unknown, own?: Method): DistillConfig {
  return parseConfig(own ? distillConfigSchemaWith(own) : distillConfigSchema, config, 'distill config');
}
