/** The attacks and their options, checked once at the edge. Pixels are in [0, 1], so epsilons are too: 3/255, not 3. */
import { parseConfig } from '@a2pd/artefact';
import { z } from 'zod';

/** Radius in pixels of [0, 1]. */
const epsilon = z.number().min(0).max(1);

/** The Euclidean length of a whole observation's change may exceed 1; a pixel's may not. */
const ballRadius = z.number().min(0);

const norm = z.enum(['linf', 'l2']).default('linf');
/** Independent runs, of which each observation keeps its most successful. */
const restarts = z.int().min(1).default(1);
/** Start from a random point of the ball instead of the clean observation. */
const randomStart = z.boolean();

const noneSchema = z.strictObject({ name: z.literal('none') });

const noiseSchema = z.strictObject({
  name: z.literal('noise'),
  epsilon,
  /** `signs`: every pixel by epsilon up or down, which spends the whole budget; `uniform`: anywhere in the ball. */
  distribution: z.enum(['signs', 'uniform']).default('signs'),
});

/** ART's default epsilon; the paper gives none. */
const fgsmSchema = z.strictObject({ name: z.literal('fgsm'), epsilon: ballRadius.default(0.3), norm });

/** What all attacks by steps of a fixed length have. */
const climb = {
  epsilon: ballRadius,
  steps: z.int().min(1),
  norm,
  /** Length of one step; epsilon / steps (Eq. 19) when absent, of MaxDiff 2.5 times that. */
  stepSize: z.number().positive().optional(),
  randomStart: randomStart.default(false),
  restarts,
};

function climbSchema<Name extends string>(name: Name) {
  return z.strictObject({ name: z.literal(name), ...climb });
}

/** Dong et al. keep all of the velocity. */
const momentumSchema = z.strictObject({
  name: z.literal('momentum'),
  ...climb,
  decay: z.number().min(0).max(1).default(1),
});

const maxdiffSchema = z.strictObject({ name: z.literal('maxdiff'), ...climb, randomStart: randomStart.default(true) });

/** What all forms of auto-PGD have; Croce & Hein's defaults, one run. */
const auto = {
  epsilon: ballRadius,
  steps: z.int().min(1).default(100),
  norm,
  randomStart: randomStart.default(true),
  restarts,
};

function autoSchema<Name extends string>(name: Name) {
  return z.strictObject({ name: z.literal(name), ...auto });
}

/** Nine targets as in AutoAttack, or as many as there are other actions. */
const targetedSchema = z.strictObject({
  name: z.literal('apgd-targeted'),
  ...auto,
  targets: z.int().min(1).default(9),
});

const squareSchema = z.strictObject({
  name: z.literal('square'),
  epsilon,
  /** Forward passes at most; 10,000 in the paper, 5,000 in AutoAttack. */
  queries: z.int().min(1).default(1000),
  /** Share of a frame that the first squares cover; AutoAttack's. */
  initialShare: z.number().positive().max(1).default(0.8),
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
  /** How two pixels are chosen: each by the target's own gradient (ART), or as a pair by Papernot et al.'s Algorithm 3. */
  saliency: z.enum(['gradient', 'pairs']).default('gradient'),
});

export const attackConfigSchema = z
  .discriminatedUnion('name', [
    noneSchema,
    noiseSchema,
    fgsmSchema,
    climbSchema('pgd'),
    momentumSchema,
    climbSchema('clipped-pgd'),
    climbSchema('cw'),
    climbSchema('minq'),
    maxdiffSchema,
    autoSchema('apgd-ce'),
    autoSchema('apgd-dlr'),
    targetedSchema,
    squareSchema,
    jsmaSchema,
  ])
  .superRefine((config, { addIssue }) => {
    const refuse = (key: string, message: string) =>
      addIssue({ code: 'custom', path: [key], message, input: config[key as keyof typeof config] });
    if ('norm' in config && config.norm === 'linf' && config.epsilon > 1) {
      refuse('epsilon', 'must be at most 1, since pixels are in [0, 1]; divide by 255');
    }
    if ('restarts' in config && config.restarts > 1 && !config.randomStart) {
      refuse('restarts', 'more than one run needs randomStart, or all runs are the same');
    }
    if (config.name === 'maxdiff' && !config.randomStart) {
      refuse('randomStart', 'must be true: at the clean observation the divergence has no slope');
    }
  });

/** What a user writes. */
export type AttackConfig = z.input<typeof attackConfigSchema>;
/** The same with every default filled in. */
export type ResolvedAttackConfig = z.output<typeof attackConfigSchema>;
export type AttackName = AttackConfig['name'];
export type AttackConfigOf<Name extends AttackName> = Extract<ResolvedAttackConfig, { name: Name }>;

/** @throws A2pdError INVALID_CONFIG naming each key, what was expected and what came. */
export function parseAttackConfig(config: unknown): ResolvedAttackConfig {
  return parseConfig(attackConfigSchema, config, 'attack config');
}
