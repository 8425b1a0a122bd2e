/** Sweeps: every point of a grid checked before the first job begins, done here or by a queue's workers, and tabulated. */
export { describeJob } from './describe-job.js';
export { labellingTeacher } from './labelling-teacher.js';
export { describeJobs, type ListedJob, listJobs } from './list-jobs.js';
export { type PlanOptions, planFeasible } from './plan-feasible.js';
export { pointTerms, settingsOf, type Terms } from './point-terms.js';
export { doneAlready, runSweep, type SweepOptions, type Swept, tellQueueProblems } from './run-sweep.js';
