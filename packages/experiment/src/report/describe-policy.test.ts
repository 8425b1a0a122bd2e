import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact, writeArtefact } from '@a2pd/artefact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describePolicy } from './describe-policy.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-describe-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the pairs of an epoch', () => {
  it.each([
    ['all that it was trained on', undefined, 9_000],
    ['as many as it was told to take', 2_500, 2_500],
    ['no more than there are', 20_000, 9_000],
  ])('are %s', async (_, epochPairs, expected) => {
    const config = { method: { name: 'pgd', steps: 10 }, ...(epochPairs === undefined ? {} : { epochPairs }) };
    const student = join(folder, 'student');
    await writeArtefact(student, { kind: 'policy', config, seeds: {}, summary: { trainingRows: 9_000 } }, {});
    const { distillation } = await describePolicy(await Artefact.open(student), 'student', 'run tiny', null);
    expect(distillation).toMatchObject({ methodLabel: 'PGD-10', epochPairs: expected });
  });
});
