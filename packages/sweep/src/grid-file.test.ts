import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseGrid } from './grid.js';
import { readGridFile } from './grid-file.js';
import { requirePlausibleSize } from './plan.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-grid-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Nine lines that unfold to 10^9 elements. */
const aliasBomb = ['a', ...'bcdefghi']
  .map(
    (key, i, keys) =>
      `${key}: &${key} [${Array(10)
        .fill(i === 0 ? 'x' : `*${keys[i - 1]}`)
        .join(', ')}]`,
  )
  .join('\n');

it.each([
  ['aliases of aliases', aliasBomb, 'alias'],
  ['nesting without end', '['.repeat(90_000), 'nested'],
  ['nesting that ends late', `${'['.repeat(40_000)}${']'.repeat(40_000)}`, 'nested'],
  ['lists in lists on one line', '- '.repeat(40_000), 'nested'],
  ['nesting by indentation', Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'nested'],
  ['more than any grid needs', `# ${'.'.repeat(100_000)}`, 'at most 100000 bytes'],
  ['an alias of nothing', 'a: *b', 'b'],
  ['two keys of one name', 'a: 1\na: 2', 'unique'],
])('refuses %s', async (_, text, why) => {
  const file = join(folder, 'grid.yaml');
  await writeFile(file, text);
  await expect(readGridFile(file)).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining(why),
    remedy: expect.stringMatching(/mend|leave/),
  });
});

function gridOf(...axes: Record<string, readonly number[]>[]) {
  return parseGrid({ name: 'x', from: 'pong', axes: axes.map((one) => ({ game: 'pong', ...one })) });
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

it('counts points before any is made', () => {
  const thousand = upTo(1000);
  requirePlausibleSize(gridOf({ seed: thousand }));
  expect(() => requirePlausibleSize(gridOf({ seed: thousand }, { seed: [1] }))).toThrow(
    '1001; leave values out, or say yes to a large one',
  );
  requirePlausibleSize(gridOf({ seed: upTo(100_000) }), true);
  const billion = gridOf({ seed: thousand, maxEpochs: thousand, steps: thousand });
  for (const isLargeMeant of [false, true]) {
    expect(() => requirePlausibleSize(billion, isLargeMeant)).toThrow(
      /received 1000000000; .* no sweep has more than 100000/,
    );
  }
});

it('leaves the number of environments to train where that depends on the algorithm', () => {
  const environmentsOf = (train: object) => {
    const grid = parseGrid({ name: 'x', axes: { game: 'pong' }, train });
    return grid.train?.environments;
  };
  expect(environmentsOf({})).toBe(8);
  expect(environmentsOf({ hyperparameters: 'pqn' })).toBeUndefined();
  expect(environmentsOf({ hyperparameters: 'pqn', environments: 16 })).toBe(16);
});

it('refuses numbers that the commands refuse', () => {
  const parse = (stages: object) => () => parseGrid({ name: 'x', axes: { game: 'pong' }, ...stages });
  expect(parse({ train: { environments: 1025 } })).toThrow('train.environments: ');
  expect(parse({ from: 'pong', collect: { environments: 1025 } })).toThrow('collect.environments: ');
  expect(parse({ from: 'pong', evaluate: { environments: 1025 } })).toThrow('evaluate.environments: ');
  expect(parse({ from: 'pong', evaluate: { episodes: 100_001 } })).toThrow('evaluate.episodes: ');
  expect(parse({ from: 'pong', evaluate: { environments: 1024, episodes: 100_000 } })).not.toThrow();
});
