import { describe, expect, it } from 'vitest';
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

describe('points with a defence', () => {
  const defended = {
    undefended: { train: { hyperparameters: 'sa-dqn-vanilla-two-cores' } },
    axes: { game: ['pong', 'freeway'], defence: ['none', 'radial'], seed: [1, 2] },
    defend: { kappa: 0.3 },
  };

  it('set out from one network a game, which they wait for', async () => {
    const { preparations, points, axes } = await plan(defended);
    expect(preparations.map(({ specification }) => specification)).toMatchObject([
      { kind: 'training', game: 'pong' },
      { kind: 'training', game: 'freeway' },
    ]);
    expect(axes).toEqual(['game', 'defence', 'seed']);
    expect(points.map(neededBy)).toEqual([0, 0, 0, 1, 1, 1].map((i) => preparations[i]?.key));
    const radial = { kappa: 0.3, hyperparameters: 'sa-dqn-vanilla-two-cores' };
    // Seeds and options change nothing about the network itself.
    expect(points.slice(0, 3).map(({ specification: { coordinates } }) => coordinates)).toEqual([
      { game: 'pong', defence: 'none' },
      { game: 'pong', defence: 'radial', ...radial, seed: 1 },
      { game: 'pong', defence: 'radial', ...radial, seed: 2 },
    ]);
    for (const job of [...preparations, ...points]) {
      expect(parseJob(JSON.parse(JSON.stringify(job.specification)))).toEqual(job);
    }
    expect(points[0]!.name).toMatch(/^pong-undefended-/);
    expect(points[1]!.name).toMatch(/^pong-radial-/);
  });

  it('may set out from runs that are there', async () => {
    const { preparations, points } = await plan({ ...defended, undefended: { from: '{game}-dqn' } });
    expect(preparations).toEqual([]);
    expect(points[0]!.specification.source).toEqual({ from: { run: 'pong-dqn', teacherSha256: sha('a') } });
    const grid = parseGrid({ name: 'x', ...defended, undefended: { from: '{game}-dqn' } });
    const refusal = planSweep(grid, async () => ({ teacherSha256: null, prescriptionsSha256: sha('b') }), say);
    const remedy = 'a2pd train --game pong --run pong-dqn';
    await expect(refusal).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE', remedy });
  });

  it('stand in one grid with points that are distilled', async () => {
    const axes = [{ game: 'pong', beta: [0.1, 0.01] }, defended.axes];
    const { points, preparations } = await plan({ ...defended, axes, train: {} });
    expect(points).toHaveLength(2 + 6);
    expect(preparations.map(({ specification: { kind } }) => kind)).toEqual(['preparation', 'training', 'training']);
  });

  it.each([
    [{ undefended: undefined }, 'undefended: expected either "from" or "train"'],
    [{ undefended: {} }, 'undefended: expected either "from" or "train"'],
    [{ from: 'pong' }, 'from: no point is distilled'],
    [{ collect: {} }, 'collect: no point is distilled'],
    [{ axes: { game: 'pong' }, from: 'pong' }, 'undefended: no point has a defence'],
    [{ axes: { game: 'pong', defence: 'radial', method: 'a2pd' } }, 'axes.0.method: expected either a method'],
    [{ axes: { game: 'pong', defence: 'radial', kappa: 1 } }, 'axes.0.kappa: is also fixed under "defend"'],
    [{ defend: { defence: 'radial' } }, 'defend.defence: belongs under "axes"'],
    [{ axes: { game: 'pong', defence: '--runs=/etc' } }, 'axes.0.defence.0: expected a word'],
    [{ axes: { game: 'pong', defence: 'radial', environments: 1025 } }, 'axes.0.environments.0'],
  ])('are refused with %j', (changes, complaint) => {
    expect(() => parseGrid({ name: 'x', ...defended, ...changes })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(complaint) }),
    );
  });
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
