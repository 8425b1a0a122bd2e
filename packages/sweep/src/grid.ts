/**
 * A sweep's grid: which points there are, and what is done at each. Parsed once, strictly; every default is filled in here,
 * because a point's hash is taken of the result.
 */
import { parseConfig } from '@a2pd/artefact';
import { A2pdError, defaultExplorationEpsilon, explorationHelp } from '@a2pd/core';
import { z } from 'zod';
import { coordinateSchema, namedValues, numeric, scalars } from './coordinates.js';

const count = z.int().min(1);
const seed = z.int().min(0);
/** As the commands have it. */
const environments = count.max(1024);
const share = numeric.pipe(z.number().min(0).max(1));
const preset = z.string().regex(/^[a-z][a-z0-9-]*$/);
/** A folder below --runs; "{game}" stands for the point's game. */
const runTemplate = z.string().regex(/^[A-Za-z0-9{][A-Za-z0-9._{}-]{0,80}$/, 'expected the name of a run');
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/, 'expected letters, digits, ".", "_" and "-"');

/** Hyper-parameters beyond those with options of their own, by path. */
const settings = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/),
  z.union([z.number(), z.boolean(), z.string().max(200)]),
);

/** `a2pd train`: the teacher of a game, one for all points of it. */
export const trainSchema = z
  .strictObject({
    hyperparameters: preset.default('paper'),
    agentSteps: count.optional(),
    learningRate: numeric.optional(),
    seed: seed.optional(),
    environments: environments.optional(),
    evaluationEpisodes: count.max(1024).default(10),
    set: settings.default({}),
  })
  // Sweeps have had the command's default written down since before it depended on the algorithm.
  .transform((train) => (train.hyperparameters === 'pqn' ? train : { environments: 8, ...train }));

/** `a2pd collect`: its prescriptions. */
export const collectSchema = z.strictObject({
  pairs: z.int().min(2).default(100_000),
  explorationEpsilon: share.describe(explorationHelp).default(defaultExplorationEpsilon),
  temperature: numeric.default(1),
  environments: environments.default(16),
  seed: seed.default(1),
});

const word = z.string().regex(/^[a-z][a-z0-9-]*$/);

/** The name of an attack, or an object of its name and options; which options an attack understands is its business. */
const attackSchema = z.preprocess(
  (attack) => (typeof attack === 'string' ? { name: attack } : attack),
  scalars.pipe(z.object({ name: word }).catchall(z.union([z.number(), z.boolean(), z.string()]))),
);

/** `a2pd evaluate`: the student of a point, once for each attack, on the same episodes at every point. */
export const evaluateSchema = z.strictObject({
  attacks: z
    .array(attackSchema)
    .min(1)
    .default([{ name: 'none' }, { name: 'pgd', epsilon: 1 / 255, steps: 10 }]),
  episodes: count.max(100_000).default(50),
  environments: environments.default(50),
  seed: seed.default(0),
  explorationEpsilon: share.describe(explorationHelp).default(defaultExplorationEpsilon),
  labels: z.enum(['teacher', 'self']).optional(),
  perturbFrames: z.enum(['all', 'newest']).default('all'),
  quantise: z.boolean().default(false),
  target: z.union([z.string(), z.int().min(0)]).optional(),
  every: z.int().min(2).optional(),
  gapAbove: share.optional(),
  gapBelow: share.optional(),
  preferenceAbove: share.optional(),
  maxAgentSteps: count.optional(),
  stuckAfter: count.optional(),
});

/** Name of an axis -> its values; the points are their product. */
const axesSchema = namedValues((value) =>
  z.preprocess((given) => (Array.isArray(given) ? given : [given]), z.array(value).min(1)),
).refine((axes) => Object.keys(axes).length > 0, 'expected at least one axis');

const gridSchema = z
  .strictObject({
    /** Names the table. */
    name,
    /** The run whose teacher (if any) and prescriptions are used, e.g. "{game}"; instead of `train`. */
    from: runTemplate.optional(),
    /** Trains a teacher for each game first. */
    train: trainSchema.optional(),
    /** Collects prescriptions first: of the teacher trained, or of `from`'s instead of those already there. */
    collect: collectSchema.optional(),
    /** Several products of axes are joined; a point in two of them is one point. */
    axes: z.preprocess((axes) => (Array.isArray(axes) ? axes : [axes]), z.array(axesSchema).min(1)),
    /** What all points share. */
    distill: namedValues((value) => value).default({}),
    evaluate: evaluateSchema.prefault({}),
  })
  .superRefine((grid, context) => {
    if ((grid.from === undefined) === (grid.train === undefined)) {
      context.addIssue({ code: 'custom', path: ['from'], message: 'expected either "from" or "train"' });
    }
    for (const [i, axes] of grid.axes.entries()) {
      for (const shared of Object.keys(axes).filter((axis) => Object.hasOwn(grid.distill, axis))) {
        context.addIssue({ code: 'custom', path: ['axes', i, shared], message: 'is also fixed under "distill"' });
      }
      if (!Object.hasOwn(axes, 'game')) {
        context.addIssue({ code: 'custom', path: ['axes', i, 'game'], message: 'expected at least one game' });
      }
    }
    if (Object.hasOwn(grid.distill, 'game')) {
      context.addIssue({ code: 'custom', path: ['distill', 'game'], message: 'belongs under "axes"' });
    }
  });

export type Grid = Readonly<z.output<typeof gridSchema>>;

/** @throws A2pdError INVALID_CONFIG naming each wrong key. */
export function parseGrid(value: unknown): Grid {
  try {
    return parseConfig(gridSchema, value, 'grid');
  } catch (cause) {
    const remedy = 'mend the named keys; docs/sweeps.md lists them all';
    throw cause instanceof A2pdError
      ? new A2pdError(cause.code, cause.message, { ...cause.details, remedy, cause })
      : cause;
  }
}

/** Coordinates that stand for a whole point, defaults included. */
export const coordinatesSchema = z
  .record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
  .refine(
    (given) => Object.entries(given).every(([key, value]) => coordinateSchema(key)?.safeParse(value).success),
    'expected the coordinates of a point',
  )
  .refine((given) => typeof given.game === 'string' && typeof given.method === 'string', 'expected game and method');
