/**
 * A sweep's grid: which points there are, and what is done at each. Parsed once, strictly; every default is filled in here,
 * because a point's hash is taken of the result.
 */
import { parseConfig } from '@a2pd/artefact';
import { A2pdError, defaultExplorationEpsilon, explorationHelp } from '@a2pd/core';
import { z } from 'zod';
import {
  coordinateSchema,
  count,
  environments,
  evaluationEpisodes,
  namedValues,
  numeric,
  scalars,
  seed,
  settingValue,
} from './coordinates.js';

const share = numeric.pipe(z.number().min(0).max(1));
const preset = z.string().regex(/^[a-z][a-z0-9-]*$/);
/** A folder below --runs; "{game}" stands for the point's game. */
const runTemplate = z.string().regex(/^[A-Za-z0-9{][A-Za-z0-9._{}-]{0,80}$/, 'expected the name of a run');
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/, 'expected letters, digits, ".", "_" and "-"');

/** Hyper-parameters beyond those with options of their own, by path. */
const settings = z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z][A-Za-z0-9]*)*$/), settingValue);

/** `a2pd train`: a network of each game, one for all points of it. */
export const trainSchema = z
  .strictObject({
    hyperparameters: preset.default('paper'),
    agentSteps: count.optional(),
    learningRate: numeric.optional(),
    seed: seed.optional(),
    environments: environments.optional(),
    evaluationEpisodes: evaluationEpisodes.default(10),
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

/** What a network is taken from: a run that has it, e.g. "{game}", or a training for each game. */
const networkSource = {
  from: runTemplate.optional(),
  train: trainSchema.optional(),
};

const gridSchema = z
  .strictObject({
    /** Names the table. */
    name,
    /** The teacher of the points that are distilled. The run of `from` has prescriptions, and perhaps a teacher. */
    ...networkSource,
    /** Collects prescriptions first: of the teacher trained, or of `from`'s instead of those already there. */
    collect: collectSchema.optional(),
    /** The network that plays, from which the points with a defence set out. */
    undefended: z.strictObject(networkSource).optional(),
    /** Several products of axes are joined; a point in two of them is one point. A product with `defence` is trained. */
    axes: z.preprocess((axes) => (Array.isArray(axes) ? axes : [axes]), z.array(axesSchema).min(1)),
    /** What all points that are distilled share. */
    distill: namedValues((value) => value).default({}),
    /** What all points with a defence share. */
    defend: namedValues((value) => value).default({}),
    evaluate: evaluateSchema.prefault({}),
  })
  .superRefine((grid, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (grid.axes.some((axes) => !hasDefence(axes))) {
      if (!hasOneSource(grid)) refuse(['from'], oneSource);
    } else {
      for (const key of ['from', 'train', 'collect'] as const) {
        if (grid[key] !== undefined) refuse([key], 'no point is distilled; what is defended stands under "undefended"');
      }
    }
    if (grid.axes.some(hasDefence)) {
      if (!hasOneSource(grid.undefended ?? {})) refuse(['undefended'], oneSource);
    } else if (grid.undefended !== undefined) {
      refuse(['undefended'], 'no point has a defence; name some on an axis "defence"');
    }
    for (const [i, axes] of grid.axes.entries()) {
      const place = hasDefence(axes) ? 'defend' : 'distill';
      for (const shared of Object.keys(axes).filter((axis) => Object.hasOwn(grid[place], axis))) {
        refuse(['axes', i, shared], `is also fixed under "${place}"`);
      }
      if (hasDefence(axes) && Object.hasOwn(axes, 'method')) {
        refuse(['axes', i, 'method'], 'expected either a method, which is distilled, or a defence, which is trained');
      }
      if (!Object.hasOwn(axes, 'game')) refuse(['axes', i, 'game'], 'expected at least one game');
    }
    for (const place of ['distill', 'defend'] as const) {
      for (const name of ['game', 'defence'].filter((name) => Object.hasOwn(grid[place], name))) {
        refuse([place, name], 'belongs under "axes"');
      }
    }
  });

const oneSource = 'expected either "from" or "train"';

function hasOneSource({ from, train }: { readonly from?: unknown; readonly train?: unknown }): boolean {
  return (from === undefined) !== (train === undefined);
}

/** Whether the points of a product, or a point, are trained with a defence; else they are distilled. */
export function hasDefence(named: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(named, 'defence');
}

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

/**
 * Coordinates that stand for a whole point, defaults included.
 * @param kind What, beside the game, every such point has.
 */
export function coordinatesSchemaOf(kind: 'method' | 'defence') {
  return z
    .record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
    .refine(
      (given) => Object.entries(given).every(([key, value]) => coordinateSchema(key)?.safeParse(value).success),
      'expected the coordinates of a point',
    )
    .refine((given) => typeof given.game === 'string' && typeof given[kind] === 'string', `expected game and ${kind}`);
}
