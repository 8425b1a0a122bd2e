/** A training run from outside: where it is, how fast it goes, its curves. */
export { type FollowOptions, followRun, lookAtRun } from './follow.js';
export { type Curves, RunProgress, type RunState, type WatchedRun } from './run-progress.js';
