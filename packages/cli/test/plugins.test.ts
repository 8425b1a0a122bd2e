/** Attacks and methods of a user's own module, as commands, grids and workers take them; and plugins that are no good. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedis, TestRedis } from '../../sweep/src/testing/redis.js';
import { type Outcome, runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

const example = (name: string) => fileURLToPath(new URL(`../../../docs/examples/${name}`, import.meta.url));
/** Outside of the workspace: what the plugins import is found all the same. */
const folder = await mkdtemp(join(tmpdir(), 'a2pd-plugins-'));
const runs = join(folder, 'runs');
const attack = join(folder, 'own-attack.mjs');
const method = join(folder, 'own-method.mjs');
const inRun = ['--run', 'tiny', '--runs', runs, '--json'];
const small = [
  ...['--set', 'architecture.filters=[4,4,4]', 'architecture.hiddenUnits=16', 'validationShare=0.2'],
  ...['--split-by', 'row', '--method', 'small-logits', '--pull', '0.5'],
];

beforeAll(async () => {
  await copyFile(example('own-attack.mjs'), attack);
  await copyFile(example('own-method.mjs'), method);
  await saveTinyTeacher(join(runs, 'tiny', 'teacher'));
  done(await runA2pd(['collect', '--pairs', '160', '--environments', '4', ...inRun]));
});
afterAll(() => rm(folder, { recursive: true }));

function done({ status, stdout, stderr }: Outcome) {
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

function refused({ status, stderr }: Outcome): { code: string; message: string; remedy: string } {
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error;
}

async function manifestIn(directory: string) {
  return JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
}

async function referenceTo(file: string) {
  const sha256 = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { name: file.slice(folder.length + 1), sha256 };
}

describe('a defence of one’s own', () => {
  const defence = join(folder, 'smooth-values.mjs');
  const tiny = [
    ...[
      '--agent-steps',
      '160',
      '--environments',
      '4',
      '--evaluation-episodes',
      '1',
      '--evaluation-max-agent-steps',
      '20',
    ],
    ...['--set', 'hiddenUnits=16', 'replayCapacity=1000', 'learningStartsAgentSteps=80', 'metricsPeriodAgentSteps=40'],
  ];
  const train = ['train', '--runs', runs, '--json'];
  const begun = [...train, '--game', 'pong', '--run', 'smooth', '--hyperparameters', 'dqn-two-cores', ...tiny];

  it('is learned with, and its checkpoint goes on with it alone', async () => {
    await copyFile(example('smooth-values.mjs'), defence);
    const asked = ['--plugin', defence, '--defence', 'smooth-values', '--kappa', '0.5', '--epsilon', '2/255'];
    const { teacher } = done(await runA2pd([...begun, ...asked]));
    const plugins = [await referenceTo(defence)];
    const manifest = await manifestIn(teacher);
    expect(manifest).toMatchObject({
      plugins,
      config: { training: { defence: { name: 'smooth-values', kappa: 0.5 } } },
    });
    const log = await readFile(join(runs, 'smooth', 'metrics.jsonl'), 'utf8');
    expect(log).toMatch(/"defenceTerm":[0-9.e-]*[1-9]/);

    const longer = [...train, '--resume', 'smooth', '--agent-steps', '200'];
    expect(refused(await runA2pd(longer))).toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('needs the plugin smooth-values.mjs'),
    });
    expect(done(await runA2pd([...longer, '--plugin', defence])).agentSteps).toBe(200);
    // Who plays it, or tells of it, needs no plugin.
    done(
      await runA2pd([
        'evaluate',
        '--run',
        'smooth',
        '--runs',
        runs,
        '--policy',
        'teacher',
        '--episodes',
        '1',
        '--max-agent-steps',
        '5',
        '--json',
      ]),
    );
    done(
      await runA2pd([
        'report',
        '--training',
        '--run',
        'smooth',
        '--runs',
        runs,
        '--output',
        join(folder, 'pages'),
        '--json',
      ]),
    );
  });

  it('is unknown without its plugin', async () => {
    const { stderr, status } = await runA2pd([...begun, '--restart', '--defence', 'smooth-values']);
    expect(status).toBe(2);
    expect(stderr).toContain('smooth-values');
  });
});

describe('a method and an attack of one’s own', () => {
  const distil = ['distill', '--plugin', method, ...small, '--max-epochs', '2', ...inRun];
  const evaluate = ['evaluate', '--episodes', '1', '--max-agent-steps', '10', '--record', '0', ...inRun];
  const attacked = [...evaluate, '--attack', 'heavy-ball', '--steps', '3'];

  it('distil a student and attack it; each manifest says whose code had a part', async () => {
    const { student } = done(await runA2pd(distil));
    const manifest = await manifestIn(student);
    expect(manifest.config.method).toEqual({ name: 'small-logits', pull: 0.5 });
    expect(manifest.plugins).toEqual([await referenceTo(method)]);

    const { directory, summary } = done(await runA2pd([...attacked, `--plugin=${attack}`]));
    expect(summary).toMatchObject({
      attackLabel: 'Heavy ball-3 (ε = 0.0100)',
      attack: { name: 'heavy-ball', steps: 3 },
    });
    const evaluation = await manifestIn(directory);
    expect(evaluation.plugins).toEqual([await referenceTo(attack)]);
    expect(evaluation.parents[0]).toMatchObject({ kind: 'policy', plugins: [await referenceTo(method)] });
    expect(evaluation.parents[1]).not.toHaveProperty('plugins');
  });

  it('leave no trace where they had no part', async () => {
    const noise = [...evaluate, '--policy', 'teacher', '--attack', 'noise', '--plugin', attack, '--plugin', method];
    const { directory } = done(await runA2pd(noise));
    expect(await manifestIn(directory)).not.toHaveProperty('plugins');
  });

  it('are tried in an audit', async () => {
    const size = ['--states', '8', '--episodes', '1', '--max-agent-steps', '10', '--steps', '2', '--queries', '3'];
    const output = join(folder, 'audit');
    const audit = ['audit', ...size, '--attacks', 'heavy-ball', 'momentum', '--plugin', attack, '--output', output];
    const { strengths, checks } = done(await runA2pd([...audit, ...inRun]));
    const labels = strengths.map(({ label }: { label: string }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Heavy ball-10 (ε = 0.0039)', 'Momentum PGD-10 (ε = 1/255)']));
    expect(checks.map(({ id }: { id: string }) => id)).toContain('further-attacks');
    expect((await manifestIn(output)).plugins).toEqual([await referenceTo(attack)]);
  });

  it('are known by the package.json of the folder above', async () => {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ a2pd: { plugins: ['./own-attack.mjs'] } }));
    const { stdout } = await runA2pd(['evaluate', '--help'], { folder: runs });
    expect(stdout).toContain('heavy-ball      momentum PGD on the margin');
    expect(stdout).toContain('--plugin <file>');
    // A command that takes no plugins runs nobody's code, whatever the values of its options are.
    await writeFile(join(folder, 'package.json'), JSON.stringify({ a2pd: { plugins: ['./absent.mjs'] } }));
    expect((await runA2pd(['games', '--help', 'evaluate'], { folder: runs })).status).toBe(0);
    await rm(join(folder, 'package.json'));
  });

  it('may be a list, by itself the default export', async () => {
    const list = join(folder, 'list.mjs');
    await writeFile(
      list,
      `${await readFile(attack, 'utf8')}\nexport default [heavyBall];\n`.replace(/^export const/m, 'const'),
    );
    const { stdout } = await runA2pd(['perturb', '--help', '--plugin', list]);
    expect(stdout).toContain('heavy-ball      momentum PGD on the margin');
  });

  it('use what the command itself uses, whatever else is installed beside them', async () => {
    const other = join(folder, 'node_modules', '@a2pd', 'attack');
    await mkdir(other, { recursive: true });
    await writeFile(join(other, 'package.json'), '{"name": "@a2pd/attack", "type": "module", "exports": "./index.js"}');
    await writeFile(join(other, 'index.js'), 'throw new Error("another copy");');
    const { status, stderr } = await runA2pd(['evaluate', '--help', '--plugin', attack]);
    expect(status, stderr).toBe(0);
    await rm(join(folder, 'node_modules'), { recursive: true });
  });

  it('are not begun again with other code under the same name', async () => {
    expect(done(await runA2pd(distil)).resumedEpochs).toBe(2);
    const { sha256 } = await referenceTo(method);
    await appendFile(method, '// changed\n');
    const again = refused(await runA2pd(distil));
    expect(again.code).toBe('INCOMPATIBLE_ARTEFACT');
    expect(again.message).toContain(`needs the plugin own-method.mjs (SHA-256 ${sha256}), which is loaded with other`);
    await copyFile(example('own-method.mjs'), method);
  });
});

it('a distillation whose plugin is gone is refused with the plugin’s name and hash', async () => {
  const student = ['--student', join(folder, 'cut')];
  const begin = ['distill', ...student, '--plugin', method, ...small, '--max-epochs', '1000', ...inRun];
  const whenKept = () => existsSync(join(folder, 'cut-training', 'manifest.json'));
  const stopped = await runA2pd([...begin, '--checkpoint-seconds', '0'], {
    signalOnce: { signal: 'SIGINT', when: whenKept },
  });
  expect(stopped.status, stopped.stderr).toBe(130);
  expect((await manifestIn(join(folder, 'cut-training'))).plugins).toEqual([await referenceTo(method)]);
  const { sha256 } = await referenceTo(method);
  const resumed = refused(await runA2pd(['distill', '--resume', 'tiny', ...student, '--runs', runs, '--json']));
  expect(resumed).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT', remedy: expect.stringContaining('--plugin') });
  expect(resumed.message).toContain(`needs the plugin own-method.mjs (SHA-256 ${sha256}), which is not loaded`);
});

describe('a grid', () => {
  const grid = {
    ...{ name: 'own', from: 'tiny', axes: { game: 'pong', method: 'small-logits', pull: ['1/10'] } },
    distill: { hyperparameters: 'pipeline', maxEpochs: 1, warmupEpochs: 0, splitBy: 'row' },
    evaluate: { episodes: 1, maxAgentSteps: 5, attacks: [{ name: 'heavy-ball', steps: 2 }] },
  };
  const both = ['--plugin', attack, '--plugin', method];

  async function gridFile(changes: object = {}): Promise<string> {
    const file = join(folder, 'grid.json');
    await writeFile(file, JSON.stringify({ ...grid, ...changes }));
    return file;
  }

  it('has words of the plugins, and its results say so', async () => {
    const sweep = ['sweep', await gridFile(), '--runs', runs, '--jobs', '1', '--json'];
    const { rows, table } = done(await runA2pd([...sweep, ...both]));
    expect(rows[0].cells).toHaveProperty('return, Heavy ball-2 (ε = 0.0100)');
    const [result] = await readdir(join(runs, 'sweeps', 'results'));
    const { config, parents } = await manifestIn(join(runs, 'sweeps', 'results', result!));
    const references = [await referenceTo(attack), await referenceTo(method)];
    expect(config.specification.plugins).toEqual(references);
    expect(parents.map(({ plugins }: { plugins: unknown }) => plugins)).toEqual([
      [await referenceTo(method)],
      references,
    ]);
    expect((await manifestIn(table)).parents[0].plugins).toEqual(expect.arrayContaining(references));
    expect(refused(await runA2pd(sweep)).message).toContain('pull: unknown name');
  });

  it.skipIf(!hasRedis)(
    'is done by workers that have the plugins, and by no others (skipped without redis)',
    async () => {
      const redis = await TestRedis.start();
      const queue = ['--queue', redis.address, '--runs', runs, '--json'];
      let stop = () => {};
      const worker = (plugins: readonly string[]) =>
        runA2pd(['sweep', '--worker', ...queue, ...plugins], {
          onStart: (kill) => {
            stop = () => kill('SIGTERM');
          },
        });
      try {
        const sweep = ['sweep', await gridFile({ axes: { ...grid.axes, seed: 2 } }), ...queue, ...both];
        const without = worker([]);
        const failed = await runA2pd(sweep);
        expect(failed.status).toBe(1);
        expect(JSON.parse(failed.stdout).failures[0].error).toMatch(
          /needs the plugin own-attack.mjs \(SHA-256 \w{64}\), which is not loaded/,
        );
        stop();
        expect(JSON.parse((await without).stdout)).toMatchObject({ done: 0, failed: 1 });
        const having = worker(both);
        expect(done(await runA2pd(sweep)).rows[0].seeds).toEqual([2]);
        stop();
        expect(JSON.parse((await having).stdout)).toMatchObject({ done: 1, failed: 0 });
      } finally {
        stop();
        await redis.stop();
      }
    },
  );
});

describe('a plugin is refused', () => {
  const option = "schema: z.strictObject({ json: z.boolean().describe('-').default(false) }),";
  it.each<[string, (attackText: string) => string, string, RegExp]>([
    ['that exports nothing known', () => 'export const answer = 42;', 'PLUGIN_UNUSABLE', /exports neither an attack/],
    [
      'that does not load',
      () => "import 'nowhere';",
      'PLUGIN_UNUSABLE',
      /does not load: Cannot find package 'nowhere'/,
    ],
    ['that is not JavaScript', () => 'attack = (', 'PLUGIN_UNUSABLE', /does not load/],
    ['that takes a name', (text) => text.replace("'heavy-ball'", "'pgd'"), 'PLUGIN_UNUSABLE', /takes the name pgd/],
    [
      'whose option is the command’s',
      (text) => text.replace(/schema: .*?\}\),/s, option),
      'INVALID_CONFIG',
      /option json of heavy-ball is one of a2pd evaluate's own/,
    ],
  ])('%s', async (_, change, code, message) => {
    const file = join(folder, 'bad.mjs');
    await writeFile(file, change(await readFile(attack, 'utf8')));
    const error = refused(await runA2pd(['evaluate', '--plugin', file, ...inRun]));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('that is not there or no file, and a package.json that names none rightly', async () => {
    const absent = refused(await runA2pd(['evaluate', '--plugin', join(folder, 'absent.mjs'), ...inRun]));
    expect(absent).toMatchObject({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('absent.mjs') });
    execFileSync('mkfifo', [join(folder, 'pipe.mjs')]);
    const pipe = refused(await runA2pd(['evaluate', '--plugin', join(folder, 'pipe.mjs'), ...inRun]));
    expect(pipe).toMatchObject({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('it is a pipe') });
    for (const text of ['{"a2pd": {"plugins": "./own-attack.mjs"}}', '{"a2pd": ']) {
      await writeFile(join(runs, 'package.json'), text);
      const error = refused(await runA2pd(['evaluate', ...inRun], { folder: runs }));
      expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringContaining('package.json') });
    }
    const { status } = await runA2pd(['games', '--json'], { folder: runs });
    expect(status).toBe(0);
    await rm(join(runs, 'package.json'));
  });
});
