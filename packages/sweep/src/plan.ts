/** From a grid to its jobs: the product of its axes, without repetition, and what has to be prepared first. */
import type { PluginReference } from '@a2pd/artefact';
import { A2pdError, breathe, expectationError } from '@a2pd/core';
import type { Coordinates, CoordinateValue } from './coordinates.js';
import { collectSchema, type Grid, hasDefence } from './grid.js';
import {
  type DefendedPoint,
  type DistilledPoint,
  isPoint,
  jobOf,
  type Point,
  type Preparation,
  type SweepJob,
  type Training,
} from './job.js';

export interface SweepPlan {
  /** Teachers, prescriptions and undefended networks that points wait for. */
  readonly preparations: readonly SweepJob<Preparation | Training>[];
  /** In the order of the grid. */
  readonly points: readonly SweepJob<Point>[];
  /** Names of the coordinates that tell the points apart, in the order of the grid; "seed" is the last. */
  readonly axes: readonly string[];
}

/** What a run of --runs has to offer; null for what it lacks. */
export interface RunContents {
  readonly teacherSha256: string | null;
  readonly prescriptionsSha256: string | null;
}

/** Looks a run up by its name; `game` is what its artefacts must be of. */
export type LookUpRun = (run: string, game: string) => Promise<RunContents>;

/** Says the command that makes what a run lacks, where its runs are kept. */
export type SayCommand = (
  command: 'train' | 'collect',
  options: { readonly game?: string; readonly run: string },
) => string;

/** The modules of the user's that a method and attacks of these names come from. */
export type PluginsOf = (names: {
  readonly method?: string | undefined;
  readonly defence?: string | undefined;
  readonly attacks: readonly string[];
}) => PluginReference[];

/** A grid with more points than this needs the user's confirmation. */
const usualPoints = 1000;
/** As many as are planned and listed within a minute or two. */
const mostPoints = 100_000;

/**
 * Counts the points of a grid before any is made.
 * @param isLargeMeant Whether the user said that a large one is meant.
 * @throws A2pdError INVALID_CONFIG for more points than there may be.
 */
export function requirePlausibleSize({ axes }: Grid, isLargeMeant = false): void {
  const points = axes
    .map((one) => Object.values(one).reduce((product, values) => product * values.length, 1))
    .reduce((sum, product) => sum + product, 0);
  const most = isLargeMeant ? mostPoints : usualPoints;
  if (points <= most) return;
  const remedy =
    points > mostPoints
      ? `leave values out; no sweep has more than ${mostPoints}`
      : 'leave values out, or say yes to a large one';
  throw expectationError('INVALID_CONFIG', `a grid of at most ${most} points`, points, remedy, { arguments: ['yes'] });
}

/**
 * @param grid Of a size that was looked at.
 * @throws A2pdError FILE_UNAVAILABLE when a run lacks what the grid wants of it, INTERRUPTED.
 */
export async function planSweep(
  grid: Grid,
  lookUpRun: LookUpRun,
  sayCommand: SayCommand,
  pluginsOf: PluginsOf = () => [],
  signal?: AbortSignal,
): Promise<SweepPlan> {
  const distilledFrom = eachOnce((game) => teacherOf(grid, game, lookUpRun, sayCommand));
  const defendedFrom = eachOnce((game) => undefendedOf(grid, game, lookUpRun, sayCommand));
  const preparations = new Map<string, SweepJob<Preparation | Training>>();
  const points = new Map<string, SweepJob<Point>>();
  const attacks = grid.evaluate.attacks.map(({ name }) => name);
  for (const combination of grid.axes.flatMap(product)) {
    await breathe(signal);
    const game = String(combination.game);
    const { specification, preparation } = hasDefence(combination)
      ? defendedPoint(grid, combination, await defendedFrom(game))
      : distilledPoint(grid, combination, await distilledFrom(game));
    const [method, defence] = ['method', 'defence'].map((name) => specification.coordinates[name]?.toString());
    const plugins = pluginsOf({ method, defence, attacks });
    const job = jobOf<Point>({ ...specification, plugins: plugins.length > 0 ? plugins : undefined });
    if (preparation) preparations.set(preparation.key, preparation);
    points.set(job.key, points.get(job.key) ?? job);
  }
  return { preparations: [...preparations.values()], points: [...points.values()], axes: axesOf(grid) };
}

/** The key of the preparation that a job waits for, if it waits for one. */
export function neededBy({ specification }: SweepJob): string | undefined {
  return isPoint(specification) && 'preparation' in specification.source ? specification.source.preparation : undefined;
}

interface Planned<P extends Point> {
  readonly specification: P;
  readonly preparation?: SweepJob<Preparation | Training> | undefined;
}

/** Defaults are named in every point, so that naming one or leaving it out is one point. */
function distilledPoint(
  { distill, evaluate }: Grid,
  combination: Coordinates,
  { source, preparation }: Source<DistilledPoint>,
): Planned<DistilledPoint> {
  const { game, method = 'a2pd', seed = 1, hyperparameters = 'paper', ...rest } = { ...combination, ...distill };
  const coordinates = { game: game!, method, ...rest, hyperparameters, seed };
  return { specification: { kind: 'point', coordinates, source, evaluate }, preparation };
}

/** The undefended network itself has nothing that could be told it: there is one for all points. */
function defendedPoint(
  { defend, evaluate, undefended }: Grid,
  combination: Coordinates,
  { source, preparation }: Source<DefendedPoint>,
): Planned<DefendedPoint> {
  const byDefault = undefended?.train?.hyperparameters ?? 'paper';
  const { game, defence, seed = 1, hyperparameters = byDefault, ...rest } = { ...combination, ...defend };
  const own = { game: game!, defence: defence! };
  const coordinates = defence === 'none' ? own : { ...own, ...rest, hyperparameters, seed };
  return { specification: { kind: 'defended-point', coordinates, source, evaluate }, preparation };
}

interface Source<P extends Point> {
  readonly source: P['source'];
  readonly preparation?: SweepJob<Preparation | Training>;
}

/** Asks once for each game, whatever number of points has it. */
function eachOnce<T>(make: (game: string) => Promise<T>): (game: string) => Promise<T> {
  const made = new Map<string, Promise<T>>();
  return (game) => {
    const promise = made.get(game) ?? make(game);
    made.set(game, promise);
    return promise;
  };
}

async function undefendedOf(
  { undefended = {} }: Grid,
  game: string,
  lookUpRun: LookUpRun,
  sayCommand: SayCommand,
): Promise<Source<DefendedPoint>> {
  if (undefended.train) return prepared({ kind: 'training', game, train: undefended.train });
  const run = (undefended.from ?? '').replaceAll('{game}', game);
  const { teacherSha256 } = await lookUpRun(run, game);
  if (teacherSha256 === null) throw lacking(run, 'a teacher', sayCommand('train', { game, run }));
  return { source: { from: { run, teacherSha256 } } };
}

async function teacherOf(
  grid: Grid,
  game: string,
  lookUpRun: LookUpRun,
  sayCommand: SayCommand,
): Promise<Source<DistilledPoint>> {
  const collect = grid.collect ?? collectSchema.parse({});
  if (grid.train) return prepared({ kind: 'preparation', game, teacher: { train: grid.train }, collect });
  const run = (grid.from ?? '').replaceAll('{game}', game);
  const { teacherSha256, prescriptionsSha256 } = await lookUpRun(run, game);
  const train = sayCommand('train', { game, run });
  if (grid.collect) {
    if (teacherSha256 === null) throw lacking(run, 'a teacher', train);
    return prepared({ kind: 'preparation', game, teacher: { from: { run, teacherSha256 } }, collect });
  }
  if (prescriptionsSha256 === null) {
    const collect = sayCommand('collect', { run });
    throw lacking(run, 'prescriptions', teacherSha256 === null ? `${train}, then ${collect}` : collect);
  }
  return { source: { from: { run, teacherSha256, prescriptionsSha256 } } };
}

function prepared(specification: Preparation | Training) {
  const preparation = jobOf(specification);
  return { source: { preparation: preparation.key }, preparation };
}

function lacking(run: string, what: string, remedy: string): A2pdError {
  return new A2pdError('FILE_UNAVAILABLE', `Expected the run ${run} to have ${what}; ${remedy}`, { run, remedy });
}

/** The last axis changes fastest. */
function product(axes: Readonly<Record<string, readonly CoordinateValue[]>>): Coordinates[] {
  return Object.entries(axes).reduce<Coordinates[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((combination) => values.map((value) => ({ ...combination, [name]: value }))),
    [{}],
  );
}

function axesOf({ axes }: Grid): string[] {
  const names = new Set(axes.flatMap((one) => Object.keys(one)));
  names.delete('seed');
  return [...names, 'seed'];
}
