/** The attacks and their options, checked once at the edge. Pixels are in [0, 1], so epsilons are too: 3/255, not 3. */
import { parseConfig } from '@a2pd/artefact';
import { z } from 'zod';

const epsilon = z.number().min(0).max(1);

const noneSchema = z.strictObject({ name: z.literal('none') });

const noiseSchema = z.strictObject({ name: z.literal('noise'), epsilon });

/** ART's default epsilon; the paper gives none. */
const fgsmSchema = z.strictObject({ name: z.literal('fgsm'), epsilon: epsilon.default(0.3) });

const pgdSchema = z
  .strictObject({
    name: z.literal('pgd'),
    /** Radius of the ball, in pixels of [0, 1]; of the whole observation's L2 norm where `norm` is l2. */
    epsilon: z.number().min(0),
    steps: z.int().min(1),
    norm: z.enum(['linf', 'l2']).default('linf'),
    /** Length of one step; epsilon / steps (Eq. 19) when absent. */
    stepSize: z.number().positive().optional(),
    /** Start from a random point of the ball instead of the clean observation. */
    randomStart: z.boolean().default(false),
    /** Independent runs, of which each observation keeps its most successful. */
    restarts: z.int().min(1).default(1),
  })
  .refine(({ restarts, randomStart }) => restarts === 1 || randomStart, {
    path: ['restarts'],
    message: 'more than one run needs randomStart, or all runs are the same',
  })
  .refine(({ norm, epsilon }) => norm !== 'linf' || epsilon <= 1, {
    path: ['epsilon'],
    message: 'must be at most 1, since pixels are in [0, 1]; divide by 255',
  });

/** ART's defaults: each pixel changes by theta, at most the share gamma of the pixels is touched. */
const jsmaSchema = z.strictObject({
  name: z.literal('jsma'),
  theta: z
    .number()
    .min(-1)
    .max(1)
    .refine((theta) => Math.abs(theta) >= 1e-4, 'must move a pixel by at least 1e-4')
    .default(0.1),
  gamma: z.number().min(0).max(1).default(1),
});

export const attackConfigSchema = z.discriminatedUnion('name', [
  noneSchema,
  noiseSchema,
  fgsmSchema,
  pgdSchema,
  jsmaSchema,
]);

/** What a user writes. */
export type AttackConfig = z.input<typeof attackConfigSchema>;
/** The same with every default filled in. */
export type ResolvedAttackConfig = z.output<typeof attackConfigSchema>;
export type AttackConfigOf<Name extends AttackConfig['name']> = Extract<ResolvedAttackConfig, { name: Name }>;

/** @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came. */
export function parseAttackConfig(config: unknown): ResolvedAttackConfig {
  return parseConfig(attackConfigSchema, config, 'attack config');
}
