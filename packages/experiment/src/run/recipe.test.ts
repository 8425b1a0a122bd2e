import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeArtefact } from '@a2pd/artefact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { madeBefore, type Recipe } from './recipe.js';

let folder: string;
const recipe: Recipe = {
  kind: 'policy',
  config: {
    method: { name: 'a2pd', beta: 0.01 },
    maxEpochs: 4,
    filters: [16, 16],
    precision: 'float32',
    from: undefined,
  },
  seeds: { distillation: 1 },
  parents: [],
};
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'a2pd-recipe-')), 'student');
  const { from: _, ...config } = recipe.config;
  await writeArtefact(
    folder,
    { kind: 'policy', game: 'pong', config: { ...config, others: 3 }, seeds: recipe.seeds },
    {},
  );
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

const lookFor = (changes: Partial<Recipe>) => madeBefore(folder, { ...recipe, ...changes }, 'name another student');

it('finds what was made by the same recipe, and nothing where nothing lies', async () => {
  expect((await lookFor({}))?.directory).toBe(folder);
  expect(await madeBefore(join(folder, 'absent'), recipe, 'elsewhere')).toBeUndefined();
});

it.each<[Partial<Recipe>, string]>([
  [{ config: { ...recipe.config, maxEpochs: 6 } }, 'with maxEpochs 4, not 6; replace'],
  [
    { config: { ...recipe.config, method: { name: 'a2pd', eta: 0.5 } } },
    'with method.beta 0.01, not absent; method.eta not given, not 0.5',
  ],
  [
    { config: { ...recipe.config, method: { name: 'kl' } } },
    'with method.name "a2pd", not "kl"; method.beta 0.01, not absent',
  ],
  [{ config: { ...recipe.config, filters: [32, 16] } }, 'with filters [16,16], not [32,16]'],
  [{ config: { ...recipe.config, others: undefined } }, 'with others 3, not absent'],
  [{ config: { ...recipe.config, precision: 'mixed-bfloat16' } }, 'with precision "float32", not "mixed-bfloat16"'],
  [{ seeds: { distillation: 2 } }, 'with seeds.distillation 1, not 2'],
  [{ parents: [{ kind: 'policy', manifestSha256: 'a'.repeat(64) }] }, 'with other policies or data to begin with'],
])('says by what it differs: %j', async (changes, told) => {
  await expect(lookFor(changes)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining(told),
  });
});
