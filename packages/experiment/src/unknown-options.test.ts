/** A caller in JavaScript who misspells an option is told so before anything is opened. */
import { expect, it } from 'vitest';
import {
  addEntry,
  auditNamedPolicy,
  certifyNamedPolicy,
  certifyPlay,
  collectPrescriptions,
  comparePolicies,
  distillStudent,
  evaluatePolicy,
  exportPolicy,
  importPolicy,
  perturbObservations,
  playPolicy,
  resumeTraining,
  runPipeline,
  trainTeacher,
  updateEntry,
} from './index.js';
import { type JobContext, jobContext } from './run/context.js';
import { runFolder } from './run/run-folder.js';

type Stage = (request: object, context: JobContext) => Promise<unknown>;

const nowhere = runFolder('nowhere', 'none');
const train: Stage = (plan, context) => trainTeacher(nowhere, plan as never, context);
const resume: Stage = (options, context) => resumeTraining(nowhere, context, options);

it.each<[Stage, string, string]>([
  [addEntry as Stage, 'episode', 'episodes'],
  [auditNamedPolicy as Stage, 'teachr', 'teacher'],
  [certifyNamedPolicy as Stage, 'bound', 'bounds'],
  [certifyPlay as Stage, 'searchstates', 'searchStates'],
  [collectPrescriptions as Stage, 'restrat', 'restart'],
  [comparePolicies as Stage, 'strike', 'strikes'],
  [distillStudent as Stage, 'keepEpoch', 'keepEpochs'],
  [evaluatePolicy as Stage, 'spareproved', 'spareProved'],
  [exportPolicy as Stage, 'fource', 'force'],
  [importPolicy as Stage, 'largestpixel', 'largestPixel'],
  [perturbObservations as Stage, 'taget', 'target'],
  [playPolicy as Stage, 'strike', 'strikes'],
  [resume, 'refilReplay', 'refillReplay'],
  [runPipeline as Stage, 'restrat', 'restart'],
  [train, 'targetreturn', 'targetReturn'],
  [updateEntry as Stage, 'notes', 'note'],
])('%o refuses %s', async (stage, misspelt, meant) => {
  await expect(stage({ [misspelt]: undefined }, jobContext())).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`but received "${misspelt}"; did you mean ${meant}?`),
  });
});
