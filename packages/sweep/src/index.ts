export { collectTable } from './collect-table.js';
export type { Coordinates, CoordinateValue } from './coordinates.js';
export { describePoint } from './describe-point.js';
export { type Grid, hasDefence } from './grid.js';
export { readGridFile } from './grid-file.js';
export {
  type DefendedPoint,
  type DistilledPoint,
  isPoint,
  type JobSpecification,
  type Point,
  type Preparation,
  parseJob,
  runSourceOf,
  type SweepJob,
  type Training,
} from './job.js';
export { type JobSetting, type Performed, performJob, type Stage } from './perform-job.js';
export {
  type LookUpRun,
  neededBy,
  planSweep,
  type RunContents,
  requirePlausibleSize,
  type SayCommand,
  type SweepPlan,
} from './plan.js';
export { recordPlan } from './plan-record.js';
export { SweepQueue, type SweepQueueOptions } from './queue/sweep-queue.js';
export { runSweepWorker, type SweepWorkerOptions } from './queue/sweep-worker.js';
export { readResult } from './result.js';
export { type JobOutcome, runJobs } from './run-jobs.js';
export { lookUpRun } from './source.js';
export { type JobFolder, jobFolder, type SweepFolder, sourceFolder, sweepFolder } from './sweep-folder.js';
export { tableToMarkdown } from './table/table-text.js';
export { writeTable } from './table/write-table.js';
