import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, type ParentReference } from '@a2pd/artefact';
import { readCertification, summariseCertification, writeCertification } from '@a2pd/certify';
import { architectureSchema, StudentModel, saveStudent } from '@a2pd/distill';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runFolder } from '../run/run-folder.js';
import { requireOwnCertificates } from './own-certificates.js';

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-own-certificates-'));
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

it('takes certificates of the weights that a run has, and of policies from elsewhere', async () => {
  const run = runFolder(runs, 'own');
  const own = await certified(join(run.certifications, 'student'), 'student', await savedStudent(run.student, 1));
  const foreign = await certified(
    join(run.certifications, 'student-pgd10'),
    'student-pgd10',
    await savedStudent(join(runs, 'elsewhere'), 2),
  );
  await expect(requireOwnCertificates(run, [own, foreign])).resolves.toBeUndefined();
});

it('refuses by its hash a certificate of other weights', async () => {
  const run = runFolder(runs, 'other');
  const first = await savedStudent(join(runs, 'before'), 1);
  const second = await savedStudent(run.student, 2);
  const certificate = await certified(join(run.certifications, 'student'), 'student', first);
  await expect(requireOwnCertificates(run, [certificate])).rejects.toMatchObject({
    code: 'INCOMPATIBLE_ARTEFACT',
    message: expect.stringMatching(`${second.manifestSha256}.*${first.manifestSha256}`),
  });
});
