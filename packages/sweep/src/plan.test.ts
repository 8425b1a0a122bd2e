import { expect, it } from 'vitest';
import { parseGrid } from './grid.js';
import { parseJob } from './job.js';
import { neededBy, planSweep, type SayCommand } from './plan.js';

const sha = (digit: string) => digit.repeat(64);
const say: SayCommand = (command, { game, run }) => `a2pd ${command}${game ? ` --game ${game}` : ''} --run ${run}`;
const lookUp = async () => ({ teacherSha256: sha('a'), prescriptionsSha256: sha('b') });
const plan = (grid: Record<string, unknown>) => planSweep(parseGrid({ name: 'x', ...grid }), lookUp, say);

it('makes the product of the axes, the last one fastest', async () => {
  const { points, axes } = await plan({ from: '{game}', axes: { game: 'pong', seed: [1, 2], beta: [0.1, '1/3'] } });
  expect(points.map(({ specification: { coordinates } }) => [coordinates.seed, coordinates.beta])).toEqual([
    [1, 0.1],
    [1, 1 / 3],
    [2, 0.1],
    [2, 1 / 3],
  ]);
  expect(axes).toEqual(['game', 'beta', 'seed']);
});

it('joins several products and keeps what they share once', async () => {
  const { points } = await plan({
    from: 'pong',
    axes: [
      { game: 'pong', beta: [0.001, 0.01], eta: '1/3' },
      { eta: [1 / 3, 1], beta: 0.01, game: ['pong'] },
    ],
  });
  expect(points).toHaveLength(3);
  expect(new Set(points.map(({ key }) => key)).size).toBe(3);
});

it('gives equal work one key, other work another, and survives the way through JSON', async () => {
  const base = { from: 'pong', axes: { game: 'pong' }, distill: { beta: 0.01 } };
  const [job] = (await plan(base)).points;
  const [same] = (await plan({ ...base, name: 'y', axes: { game: ['pong'], method: 'a2pd', seed: 1 } })).points;
  expect(same?.key).toBe(job?.key);
  expect(parseJob(JSON.parse(JSON.stringify(job?.specification)))).toEqual(job);
  for (const changed of [
    { distill: { beta: 0.02 } },
    { evaluate: { episodes: 49 } },
    { axes: { game: 'pong', seed: 2 } },
  ]) {
    expect((await plan({ ...base, ...changed })).points[0]?.key).not.toBe(job?.key);
  }
  const lookUpOther = async () => ({ teacherSha256: sha('a'), prescriptionsSha256: sha('c') });
  const other = await planSweep(parseGrid({ name: 'x', ...base }), lookUpOther, say);
  expect(other.points[0]?.key).not.toBe(job?.key);
});

it('trains one teacher a game, which its points wait for', async () => {
  const { preparations, points } = await plan({ train: {}, axes: { game: ['pong', 'freeway'], seed: [1, 2] } });
  expect(preparations.map(({ specification }) => specification.game)).toEqual(['pong', 'freeway']);
  expect(points.map(neededBy)).toEqual([0, 0, 1, 1].map((i) => preparations[i]?.key));
});

it.each([
  ['prescriptions', {}, sha('a'), 'a2pd collect --run pong-small'],
  ['a teacher too', {}, null, 'a2pd train --game pong --run pong-small, then a2pd collect --run pong-small'],
  ['the teacher to collect with', { collect: {} }, null, 'a2pd train --game pong --run pong-small'],
])('says how to make what a run lacks: %s', async (_, more, teacherSha256, remedy) => {
  const grid = parseGrid({ name: 'x', from: '{game}-small', axes: { game: 'pong' }, ...more });
  const refusal = planSweep(grid, async () => ({ teacherSha256, prescriptionsSha256: null }), say);
  await expect(refusal).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE', remedy });
});

it.each([
  [{ axes: { game: 'pong', '--bta': [1] } }, 'axes.0.--bta: unknown name'],
  [{ axes: { game: 'pong' }, extra: 1 }, 'extra'],
  [{ axes: { game: 'pong', beta: [[1]] } }, 'axes.0.beta.0'],
  [{ axes: { game: 'pong', seed: [-1] } }, 'axes.0.seed.0'],
  [{ axes: { beta: [1] } }, 'at least one game'],
  [{ axes: { game: 'pong', beta: [1] }, distill: { beta: 2 } }, 'also fixed under "distill"'],
  [{ axes: { game: 'pong' }, train: {} }, 'either "from" or "train"'],
  [{ axes: { game: 'pong' }, from: '../pong' }, 'the name of a run'],
  [{ axes: { game: '../pong' } }, 'name of a game'],
  [{ axes: JSON.parse('{"game":"pong","__proto__":[1]}') }, 'unknown name'],
  [{ axes: { game: 'pong', 'set.__proto__.x': [1] } }, 'unknown name'],
  [{ axes: { game: 'pong' }, evaluate: { attacks: [{ name: 'pgd', '--runs': '/' }] } }, '--runs: unknown name'],
  [{ axes: { game: 'pong' }, evaluate: { attacks: [{ name: 'pgd', epsilon: [1] }] } }, 'epsilon: expected a number'],
  [{ axes: { game: 'pong' }, name: '../../x' }, 'name: '],
])('refuses %j', (grid, complaint) => {
  expect(() => parseGrid({ name: 'x', from: 'pong', ...grid })).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(complaint) }),
  );
});
