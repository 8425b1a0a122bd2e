/** From a grid to jobs that can all be done, as far as that can be known before the first of them begins. */
import {
  type Grid,
  lookUpRun,
  planSweep,
  requirePlausibleSize,
  type SayCommand,
  type SweepFolder,
  type SweepPlan,
} from '@a2pd/sweep';
import { pluginsOf } from '../run/plugins.js';
import { requireFeasible, requireGames, requireNames } from './check-jobs.js';
import { requireLabellingTeachers } from './labelling-teacher.js';

export interface PlanOptions {
  /** Says how a run gets what it lacks, for whoever reads the refusal. */
  readonly sayCommand: SayCommand;
  /** Whether a grid of more points than usual is meant. */
  readonly isLargeMeant?: boolean | undefined;
  /** Stops it: a large grid takes a minute or two. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * @throws A2pdError UNKNOWN_GAME, FILE_UNAVAILABLE for what a run lacks, INVALID_CONFIG for what no job could do, INTERRUPTED.
 */
export async function planFeasible(
  grid: Grid,
  folder: SweepFolder,
  { sayCommand, isLargeMeant, signal }: PlanOptions,
): Promise<SweepPlan> {
  requirePlausibleSize(grid, isLargeMeant);
  requireGames(grid);
  requireNames(grid);
  const plan = await planSweep(grid, (run, game) => lookUpRun(folder, run, game), sayCommand, pluginsOf, signal);
  await requireFeasible(grid, plan, signal);
  await requireLabellingTeachers(grid, plan, folder);
  return plan;
}
