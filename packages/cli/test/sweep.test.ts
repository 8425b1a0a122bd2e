/** `a2pd sweep` on the real commands, in tiny numbers: killed, continued, with a job that fails, and through a queue. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeArtefact } from '@a2pd/artefact';
import { SweepsWatch } from '@a2pd/sweep/watch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, TestRedis } from '../../sweep/src/testing/redis.js';
import { runA2pd } from './run-a2pd.js';

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-sweep-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

/** As `watch --web` sees them. */
const lookAtSweeps = () => new SweepsWatch(runs).look(Date.now());

const tiny = {
  name: 'tiny',
  train: {
    hyperparameters: 'pipeline',
    agentSteps: 240,
    environments: 4,
    evaluationEpisodes: 1,
    set: { hiddenUnits: 16, replayCapacity: 1000, learningStartsAgentSteps: 200 },
  },
  collect: { pairs: 200, environments: 4 },
  distill: { hyperparameters: 'pipeline', maxEpochs: 1, warmupEpochs: 0 },
  evaluate: { episodes: 1, maxAgentSteps: 20, attacks: ['none', { name: 'fgsm', epsilon: '3/255' }] },
};

async function gridFile(grid: object): Promise<string> {
  const file = join(runs, 'grid.json');
  await writeFile(file, JSON.stringify(grid));
  return file;
}

describe('a sweep', () => {
  const grid = {
    ...tiny,
    axes: [
      { game: 'pong', seed: [1, 2] },
      // Diverges at once: a job that fails.
      { game: 'pong', method: 'cross-entropy', 'set.learningRate': 1e30 },
    ],
  };

  it('may be killed in the middle', async () => {
    const prepared = join(runs, 'sweeps', 'prepared');
    const isTrained = () =>
      existsSync(prepared) &&
      readdirSync(prepared).some((name) => existsSync(join(prepared, name, 'stages', 'train.json')));
    const killed = await runA2pd(['sweep', await gridFile(grid), '--runs', runs, '--jobs', '1'], {
      signalOnce: { signal: 'SIGKILL', when: isTrained },
    });
    expect(killed.status).toBeNull();
    expect(await lookAtSweeps()).toMatchObject([{ name: 'tiny', status: 'stopped', jobs: 4, doneAtMs: [] }]);
    const results = join(runs, 'sweeps', 'results');
    expect(existsSync(results) ? readdirSync(results) : []).toEqual([]);
  });

  it('continues, finishes what can be finished and names what failed', async () => {
    const { status, stdout, stderr } = await runA2pd(['sweep', await gridFile(grid), '--runs', runs, '--json']);
    expect(status).toBe(1);
    const { table, rows, failures, next } = JSON.parse(stdout);
    expect(next).toBe(`a2pd sweep ${join(runs, 'grid.json')} --runs ${runs}`);
    expect(failures).toHaveLength(1);
    expect(failures[0].job).toBe('pong, cross-entropy, set.learningRate 1e+30, maxEpochs 1, warmupEpochs 0, seed 1');
    expect(failures[0].error).toMatch(/a2pd distill failed: .*finite.*; read .*log\.txt/);
    expect(stderr).toContain('(4 of 4 jobs, 0s left)');
    const [seen] = await lookAtSweeps();
    expect(seen).toMatchObject({ status: 'stopped', jobs: 4, doneAtMs: expect.objectContaining({ length: 3 }) });
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ coordinates: { game: 'pong' }, seeds: [1, 2], lackingSeeds: [] });
    expect(rows[0].cells['return, FGSM (ε = 3/255)'].values).toHaveLength(2);
    expect(rows[1]).toMatchObject({ coordinates: { method: 'cross-entropy' }, lackingSeeds: [1] });
    expect((await readdir(table)).sort()).toEqual(['manifest.json', 'table.csv', 'table.json', 'table.md']);
    const manifest = JSON.parse(await readFile(join(table, 'manifest.json'), 'utf8'));
    expect(manifest.parents).toHaveLength(2);
    expect(manifest.scaledDown).toContain('agent steps of training');
    // The training that was finished before the kill was not done again.
    const [teacher] = await readdir(join(runs, 'sweeps', 'prepared'));
    const log = await readFile(join(runs, 'sweeps', 'prepared', teacher!, 'log.txt'), 'utf8');
    expect(log.match(/^\$ a2pd train /gm)).toHaveLength(1);
  });

  it('does nothing again that is done, and gives the same table', async () => {
    const before = await readdir(join(runs, 'sweeps', 'results'));
    const file = await gridFile({ ...grid, name: 'again', axes: [{ game: 'pong', seed: [2, 1] }] });
    const { status, stdout, stderr } = await runA2pd(['sweep', file, '--runs', runs]);
    expect(stderr).toContain('3 of 3 jobs are done already');
    expect(status).toBe(0);
    expect(stdout).toContain('| game | seeds | accuracy');
    expect(await readdir(join(runs, 'sweeps', 'results'))).toEqual(before);
  });

  it('trains nothing again for an attack more, and plays nothing again', async () => {
    const attacks = [...tiny.evaluate.attacks, { name: 'noise', epsilon: '3/255' }];
    const refined = {
      ...grid,
      name: 'refined',
      axes: [{ game: 'pong', seed: [1] }],
      evaluate: { ...tiny.evaluate, attacks },
    };
    const results = join(runs, 'sweeps', 'results');
    const before = await readdir(results);
    const { status, stdout } = await runA2pd(['sweep', await gridFile(refined), '--runs', runs, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).rows[0].cells['return, Noise (ε = 3/255)'].values).toHaveLength(1);
    const [added, ...others] = (await readdir(results)).filter((name) => !before.includes(name));
    expect(others).toEqual([]);
    const log = await readFile(join(runs, 'sweeps', 'points', added!, 'log.txt'), 'utf8');
    expect(log).not.toContain('$ a2pd distill');
    expect(log.match(/is there already, played just so/g)).toHaveLength(2);
  });

  it.skipIf(!hasRedis)('goes through a queue to a worker (skipped without redis-server)', async () => {
    const redis = await TestRedis.start();
    const queue = ['--queue', redis.address, '--runs', runs, '--json'];
    let stopWorker = () => {};
    try {
      const worker = runA2pd(['sweep', '--worker', ...queue], {
        onStart: (kill) => {
          stopWorker = () => kill('SIGTERM');
        },
      });
      const file = await gridFile({ ...grid, name: 'queued', axes: [{ game: 'pong', seed: [2, 3] }] });
      const { status, stdout } = await runA2pd(['sweep', file, ...queue]);
      expect(status).toBe(0);
      expect(JSON.parse(stdout).rows[0].seeds).toEqual([2, 3]);
      stopWorker();
      expect(JSON.parse((await worker).stdout)).toEqual({ done: 1, failed: 0, setAside: 0 });
    } finally {
      stopWorker();
      await redis.stop();
    }
  });
});

describe('a sweep over defences', () => {
  it('trains on from one network, and evaluates that beside what became of it', async () => {
    const { hyperparameters: _, ...training } = tiny.train;
    const file = await gridFile({
      name: 'defences',
      undefended: { train: { ...training, hyperparameters: 'dqn-two-cores' } },
      axes: { game: 'pong', defence: ['none', 'radial'], seed: [1, 2] },
      defend: {
        ...{ agentSteps: 240, environments: 4, evaluationEpisodes: 1, kappa: 0.3 },
        ...{ 'set.hiddenUnits': 16, 'set.replayCapacity': 1000, 'set.learningStartsAgentSteps': 200 },
      },
      evaluate: tiny.evaluate,
    });
    const { status, stdout, stderr } = await runA2pd(['sweep', file, '--runs', runs, '--json']);
    expect(stderr).toContain('(4 of 4 jobs, 0s left)');
    expect(status).toBe(0);
    const { table, rows } = JSON.parse(stdout);
    expect(rows).toMatchObject([
      { coordinates: { game: 'pong', defence: 'none' }, seeds: ['-'] },
      { coordinates: { game: 'pong', defence: 'radial' }, seeds: [1, 2] },
    ]);
    for (const { cells } of rows) {
      const attacked = 'FGSM (ε = 3/255)';
      expect(Object.keys(cells)).toEqual(['return, No attack', `return, ${attacked}`, `actions changed, ${attacked}`]);
    }
    expect(rows[1].cells['return, No attack'].values).toHaveLength(2);
    expect(JSON.parse(await readFile(join(table, 'manifest.json'), 'utf8')).seeds.distill).toEqual([1, 2]);
    const points = await readdir(join(runs, 'sweeps', 'points'));
    const robust = points.find((name) => name.startsWith('pong-radial-'))!;
    const manifest = join(runs, 'sweeps', 'points', robust, 'teacher', 'manifest.json');
    expect(JSON.parse(await readFile(manifest, 'utf8')).config.training.defence).toMatchObject({
      name: 'radial',
      kappa: 0.3,
    });
  });
});

describe('a2pd sweep', () => {
  const example = fileURLToPath(new URL('../../../docs/examples/figures-4-and-5.yaml', import.meta.url));

  it('lists the jobs of the example', async () => {
    const games = ['bank_heist', 'boxing', 'freeway', 'pong', 'road_runner'];
    const other = join(runs, 'other');
    for (const game of games) {
      const description = { game, config: {}, seeds: {} };
      await writeArtefact(join(other, game, 'teacher'), { kind: 'policy', ...description }, {});
      await writeArtefact(join(other, game, 'prescriptions'), { kind: 'prescriptions', ...description }, {});
    }
    const { status, stdout } = await runA2pd(['sweep', example, '--runs', other, '--jobs', '3', '--dry-run', '--json']);
    expect(status).toBe(0);
    const { jobs, next } = JSON.parse(stdout);
    expect(next).toBe(`a2pd sweep ${example} --runs ${other} --jobs 3`);
    // Six values of beta and four of eta share one point, for five games and three seeds.
    expect(jobs).toHaveLength((6 + 4 - 1) * 5 * 3);
    expect(jobs[0]).toMatchObject({
      state: 'to do',
      what: expect.stringContaining('bank_heist, a2pd, beta 0.001, eta 1/3'),
    });
    expect(jobs[0].commands).toHaveLength(6);
    expect(jobs[0].commands[5]).toMatch(/^a2pd evaluate .*--attack=pgd --epsilon=0.01176\d+ --steps=50/);
    expect(await readdir(other)).toEqual(games);
  });

  it('has Table 1 of the paper in one grid, with the rows that are trained from the game', async () => {
    const grid = fileURLToPath(new URL('../../../docs/examples/table-1.yaml', import.meta.url));
    const { status, stdout } = await runA2pd(['sweep', grid, '--runs', join(runs, 'new'), '--dry-run', '--json']);
    expect(status).toBe(0);
    const jobs: { what: string; commands: string[] }[] = JSON.parse(stdout).jobs;
    // For each of five games a teacher, an undefended network and that network's evaluation; three seeds of the others.
    expect(jobs).toHaveLength(5 * (3 + 3 * (2 + 4)));
    expect(jobs.filter(({ what }) => what.startsWith('pong, sa-convex'))).toHaveLength(3);
  });

  it.each([
    [['absent.yaml'], 'FILE_UNAVAILABLE', 'absent.yaml'],
    [[], 'INVALID_ARGUMENT', 'a grid file'],
    [['--worker'], 'INVALID_ARGUMENT', '--queue'],
    [['--worker', '--dry-run'], 'INVALID_ARGUMENT', "cannot be used with option '--dry-run'"],
    [['--worker', '--queue', 'redis://127.0.0.1:1'], 'TOOL_UNAVAILABLE', 'redis-server'],
    [[example], 'FILE_UNAVAILABLE', 'a2pd collect --run bank_heist'],
  ])('refuses %j with %s', async (args, code, hint) => {
    const { status, stderr } = await runA2pd(['sweep', ...args, '--runs', join(runs, 'none'), '--json']);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error.code).toBe(code);
    expect(error.message).toContain(hint);
    expect([1, 2]).toContain(status);
  });

  it.each([
    ['{ "name": "x", "from": "pong", "axes": { "game": "pong", "gama": 1 } }', 'axes.0.gama: unknown name'],
    ['name: [x', 'neither JSON nor YAML'],
    ['name: a\nname: b', 'neither JSON nor YAML'],
  ])('refuses the grid %j', async (text, complaint) => {
    const file = join(runs, 'bad.yaml');
    await writeFile(file, text);
    const { status, stderr } = await runA2pd(['sweep', file, '--runs', runs, '--json']);
    expect(status).toBe(2);
    expect(stderr).toContain(complaint);
    expect(stderr).not.toContain('--help');
  });

  it('plans nothing that could only fail later', async () => {
    const file = await gridFile({ ...tiny, axes: { game: 'pong', method: 'a2dp' } });
    const { status, stderr } = await runA2pd(['sweep', file, '--runs', runs, '--dry-run', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('method: '),
    });
    const pgd = { name: 'pgd', epsilon: 1 / 255, steps: 10 };
    const twice = await gridFile({
      ...tiny,
      axes: { game: 'pong' },
      evaluate: { ...tiny.evaluate, attacks: ['pgd', 'fgsm', pgd] },
    });
    const { stderr: complaint } = await runA2pd(['sweep', twice, '--runs', runs, '--dry-run', '--json']);
    expect(JSON.parse(complaint).error).toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('another attack than evaluate.attacks.0'),
    });
  });

  it('says in its help where the keys of a grid are listed', async () => {
    expect((await runA2pd(['sweep', '--help'])).stdout).toContain('docs/sweeps.md lists');
  });
});
