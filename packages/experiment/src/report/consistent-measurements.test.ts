import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Measurements } from '../records/measurements.js';
import { policyFolder } from '../run/zoo-folder.js';
import { requireConsistent } from './consistent-measurements.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-consistent-'));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;

/** As much of an evaluation as is read. */
async function evaluated(policyName: string, game: string, manifestSha256: string) {
  const directory = join(folder, `${++count}`);
  const parents = [{ kind: 'policy', manifestSha256 }] as const;
  await writeArtefact(directory, { kind: 'evaluation', game, config: {}, seeds: {}, parents: [...parents] }, {});
  return { artefact: await Artefact.open(directory), summary: { policyName } };
}

function check(...evaluations: Awaited<ReturnType<typeof evaluated>>[]): Promise<void> {
  const measurements = { evaluations, audits: [], certifications: [], certifiedPlay: [] };
  return requireConsistent(measurements as unknown as Measurements);
}

const refusal = (words: RegExp) => ({ code: 'INCOMPATIBLE_ARTEFACT', message: expect.stringMatching(words) });
const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];

it('refuses two games, and two policies of one name', async () => {
  await expect(check(await evaluated('x', 'pong', a), await evaluated('y', 'pong', b))).resolves.toBeUndefined();
  await expect(check(await evaluated('x', 'pong', a), await evaluated('y', 'freeway', b))).rejects.toMatchObject(
    refusal(/one game but received those of two, in .*\d and .*\d; measure/),
  );
  await expect(check(await evaluated('x', 'pong', a), await evaluated('x', 'pong', b))).rejects.toMatchObject(
    refusal(/one policy x but/),
  );
});

it('takes what an entry of the zoo was before for the same policy', async () => {
  const entry = await Artefact.open(policyFolder('zoo:pong/student-certified'), 'policy');
  const origin = entry.manifest.parents![0]!.manifestSha256;
  const own = await evaluated('student-certified', 'pong', entry.reference.manifestSha256);
  await expect(check(own, await evaluated('student-certified', 'pong', origin))).resolves.toBeUndefined();
  await expect(check(own, await evaluated('student-certified', 'pong', b))).rejects.toMatchObject(
    refusal(/one policy/),
  );
});
