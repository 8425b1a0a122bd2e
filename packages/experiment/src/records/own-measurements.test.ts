import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, type ParentReference, writeArtefact } from '@a2pd/artefact';
import {
  readCertification,
  readCertifiedPlay,
  summariseCertification,
  summariseCertifiedPlay,
  writeCertification,
  writeCertifiedPlay,
} from '@a2pd/certify';
import { architectureSchema, StudentModel, saveStudent } from '@a2pd/distill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFolder } from '../run/run-folder.js';
import { type Measurements, readMeasurements, recordsOf } from './measurements.js';
import { requireOwnMeasurements } from './own-measurements.js';

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-own-measurements-'));
});
afterAll(() => rm(runs, { recursive: true }));

const certificates = { actions: Int32Array.of(0), radii: Float32Array.of(0.5), certified: [], episodeOf: [0] };

/** Saves a student of other weights for every seed; what its certificate refers to. */
async function savedStudent(directory: string, seed: number): Promise<ParentReference> {
  const student = StudentModel.initialise(architectureSchema.parse({ filters: [1, 1, 1], hiddenUnits: 2 }), 3, seed);
  await saveStudent(directory, student, { config: {}, seeds: {} });
  student.dispose();
  return (await Artefact.open(directory, 'policy')).reference;
}

async function certified(directory: string, policyName: string, policy: ParentReference) {
  const context = {
    bounds: 'crown',
    source: 'visited',
    epsilons: [],
    attackedShares: null,
    attackLabel: null,
  } as const;
  const record = summariseCertification(certificates, { ...context, policyName, episodeOf: [0] });
  await writeCertification(directory, record, certificates, { config: {}, seeds: {}, parents: [policy] });
  return readCertification(directory);
}

const proof = { epsilon: 1 / 255, provedSteps: 4, firstOpenStep: null, certifiedReturn: 1, matteringProvedSteps: 4 };
const episode = {
  ...{ seed: 1, aleSeed: 2, noops: 3, return: 1, agentSteps: 4, frames: 16, terminated: true, isCut: false },
  ...{ decidedSteps: 4, matteringSteps: 4, proofs: [proof] },
};

async function certifiedPlay(directory: string, policyName: string, policy: ParentReference) {
  const context = {
    policyName,
    bounds: ['ibp'],
    explorationEpsilon: 0,
    mattersAbove: 0.02,
    greedyWorstCaseReturns: null,
  };
  const record = summariseCertifiedPlay([episode], context);
  await writeCertifiedPlay(directory, record, [episode], { config: {}, seeds: {}, parents: [policy] });
  return readCertifiedPlay(directory);
}

/** As much of an evaluation as is read. */
async function evaluated(directory: string, policyName: string, policy: ParentReference) {
  await writeArtefact(directory, { kind: 'evaluation', config: {}, seeds: {}, parents: [policy] }, {});
  return { artefact: await Artefact.open(directory), summary: { policyName } };
}

const nothing: Measurements = { evaluations: [], audits: [], certifications: [], certifiedPlay: [] };

it('takes measurements of the weights that a run has, and of policies from elsewhere', async () => {
  const run = runFolder(runs, 'own');
  await certified(join(run.certifications, 'student'), 'student', await savedStudent(run.student, 1));
  const elsewhere = await savedStudent(join(runs, 'elsewhere'), 2);
  await certified(join(run.certifications, 'student-pgd10'), 'student-pgd10', elsewhere);
  await expect(requireOwnMeasurements(run, await readMeasurements(run))).resolves.toBeUndefined();
});

it.each([
  ['certificate', 'certifications', certified],
  ['certificate', 'certifiedPlay', certifiedPlay],
  ['evaluation', 'evaluations', evaluated],
] as const)('refuses by its hash the %s in %s that is of other weights', async (what, place, measure) => {
  const run = runFolder(runs, `other-${place}`);
  const first = await savedStudent(join(runs, `before-${place}`), 1);
  const second = await savedStudent(run.student, 2);
  const measured = await measure(join(run[place], 'student'), 'student', first);
  await expect(requireOwnMeasurements(run, { ...nothing, [place]: [measured] })).rejects.toMatchObject({
    code: 'INCOMPATIBLE_ARTEFACT',
    message: expect.stringMatching(`the ${what} in .*${second.manifestSha256}.*${first.manifestSha256}`),
  });
});

it('leaves certificates of other weights out of what is known of a policy', async () => {
  const run = runFolder(runs, 'several');
  const [own, other] = [await savedStudent(run.student, 1), await savedStudent(join(runs, 'another'), 2)];
  await certifiedPlay(join(run.certifiedPlay, 'student'), 'student', own);
  await certifiedPlay(join(run.certifiedPlay, 'student-twice'), 'student', other);
  await certified(join(run.certifications, 'student'), 'student', other);
  const measurements = await readMeasurements(run);
  const records = recordsOf([measurements], [own.manifestSha256], 'mine');
  expect(records.certification).toBeNull();
  expect(records.certifiedPlay).toEqual([expect.objectContaining({ policyName: 'mine', episodes: 1 })]);
  expect(recordsOf([measurements], [other.manifestSha256], 'mine').certification).not.toBeNull();
});
