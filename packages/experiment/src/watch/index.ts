/** Trainings and distillations from outside: where they are, how fast they go, their curves. */
export type { WatchedDistillation } from './distillation-watch.js';
export type { WatchedFilm } from './film-watch.js';
export { type FollowOptions, followRun, lookAtRun } from './follow.js';
export { Rate } from './rate.js';
export { type CurvePoint, type Curves, RunProgress, type RunState, type WatchedRun } from './run-progress.js';
export { RunsWatch, type WatchedFolder, type WatchedTraining } from './runs-watch.js';
