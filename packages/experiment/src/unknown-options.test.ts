/** A caller in JavaScript who misspells an option is told so before anything is opened. */
import { expect, it } from 'vitest';
import {
  auditNamedPolicy,
  certifyNamedPolicy,
  certifyPlay,
  collectPrescriptions,
  comparePolicies,
  distillStudent,
  evaluatePolicy,
  perturbObservations,
  playPolicy,
} from './index.js';
import { type JobContext, jobContext } from './run/context.js';

type Stage = (request: object, context: JobContext) => Promise<unknown>;

it.each<[Stage, string, string]>([
  [auditNamedPolicy as Stage, 'teachr', 'teacher'],
  [certifyNamedPolicy as Stage, 'bound', 'bounds'],
  [certifyPlay as Stage, 'searchstates', 'searchStates'],
  [collectPrescriptions as Stage, 'restrat', 'restart'],
  [comparePolicies as Stage, 'strike', 'strikes'],
  [distillStudent as Stage, 'keepEpoch', 'keepEpochs'],
  [evaluatePolicy as Stage, 'spareproved', 'spareProved'],
  [perturbObservations as Stage, 'taget', 'target'],
  [playPolicy as Stage, 'strike', 'strikes'],
])('%o refuses %s', async (stage, misspelt, meant) => {
  await expect(stage({ [misspelt]: undefined }, jobContext())).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`but received "${misspelt}"; did you mean ${meant}?`),
  });
});
