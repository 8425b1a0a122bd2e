import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { certificationRecordSchema, readCertification, writeCertification } from './certification-file.js';
import { summariseCertification } from './summary.js';

const certificates = {
  actions: Int32Array.of(2, 0, 1, 1),
  radii: Float32Array.of(0.5, 0, 0.25, 0.125),
  certified: [
    [true, false, true, true],
    [true, false, false, false],
  ],
};
const episodeOf = Int32Array.of(5, 6, 6, 5);
const record = summariseCertification(certificates, {
  policyName: 'student',
  bounds: 'crown',
  source: 'visited',
  episodeOf,
  epsilons: [1 / 255, 0.3],
  attackedShares: [0.75, 0.5],
  attackLabel: 'PGD-50',
});

it('counts shares and orders radii', () => {
  expect(record).toMatchObject({
    episodes: 2,
    levels: [
      { epsilon: 1 / 255, certifiedShare: 0.75, attackedShare: 0.75 },
      { epsilon: 0.3, certifiedShare: 0.25, attackedShare: 0.5 },
    ],
  });
  expect(record.radius).toEqual({ min: 0, median: 0.1875, mean: 0.21875, max: 0.5 });
});

it('says how far a share can be believed, over episodes', () => {
  const [low, high] = record.levels[0]!.certifiedInterval95!;
  expect(low).toBeLessThanOrEqual(0.5); // what one of the two episodes has
  expect(high).toBe(1);
});

it('is read back as written, and refused when damaged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-certify-'));
  const directory = join(folder, 'certification');
  await writeCertification(directory, record, { ...certificates, episodeOf }, { config: {}, seeds: {} });
  expect((await readCertification(directory)).record).toEqual(record);
  const states = (await readFile(join(directory, 'states.jsonl'), 'utf8')).trim().split('\n');
  expect(JSON.parse(states[2]!)).toEqual({ state: 2, episode: 6, action: 1, radius: 0.25 });
  await writeFile(join(directory, 'certification.json'), '{}');
  await expect(readCertification(directory)).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  await rm(folder, { recursive: true });
});

it('of old has no interval', () => {
  const { episodes, levels, ...others } = record;
  const old = { ...others, levels: levels.map(({ certifiedInterval95, ...level }) => level) };
  expect(certificationRecordSchema.parse(old)).toMatchObject({
    episodes: null,
    levels: [{ certifiedInterval95: null }, {}],
  });
});
