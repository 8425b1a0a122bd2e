/** The paper's tables over a run, made twice. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let folder: string;
const a2pd = (...args: string[]) =>
  runA2pd([...args, '--json'], { environment: { A2PD_ZOO: join(folder, 'no-zoo-here') } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-report-'));
  await saveTinyTeacher(join(folder, 'tiny', 'teacher'));
  await saveTinyStudent(join(folder, 'tiny', 'student-of-mine'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('report --paper gathers the policies of runs, and replaces nothing but what it generated', async () => {
  const brief = ['--run', 'tiny', '--runs', folder, '--episodes', '1', '--max-agent-steps', '20', '--record', '0'];
  const student = join(folder, 'tiny', 'student-of-mine');
  expect((await a2pd('evaluate', '--policy', student, ...brief)).status).toBe(0);

  const output = join(folder, 'results');
  const read = (path: string) => readFile(join(output, path), 'utf8');
  const write = (path: string, text: string) => writeFile(join(output, path), text);
  const paper = ['report', '--paper', '--run', 'tiny', '--runs', folder, '--output', output];
  const first = await a2pd(...paper);
  expect(first.stderr).not.toContain('a2pd:');
  expect(JSON.parse(first.stdout)).toMatchObject({
    ...{ tables: join(output, 'tables.md'), gamePages: [join(output, 'game-pong.md')] },
    records: join(output, 'records.json'),
    policies: [{ game: 'pong', policyName: 'student-of-mine', source: 'run tiny' }],
  });
  expect((await readdir(output)).toSorted()).toEqual(['figures', 'game-pong.md', 'records.json', 'tables.md']);
  const command = `pnpm a2pd report --paper --runs ${folder} --output ${output} --run tiny`;
  for (const path of ['tables.md', 'game-pong.md', 'records.json']) {
    expect((await read(path)).split('\n')[0]).toContain(command);
  }
  expect(await read('game-pong.md')).toMatch(/\*\*student-of-mine\*\*<br>for A2PD, small network/);
  expect(JSON.parse(await read('records.json'))).toMatchObject({
    generatedBy: command,
    policies: [
      {
        ...{ game: 'pong', policyName: 'student-of-mine', source: 'run tiny' },
        records: {
          evaluations: [{ policyName: 'student-of-mine', attackLabel: 'No attack', returns: { episodes: 1 } }],
        },
      },
    ],
  });
  expect(await readdir(join(output, 'figures'))).toContain('fig-6-prescription-gaps.svg');

  await write('README.md', '# By hand');
  expect((await a2pd(...paper)).status).toBe(0);
  expect(await read('README.md')).toBe('# By hand');

  // That it speaks of the command does not make it generated.
  const mine = '# Of somebody else\n\nSee `a2pd report --paper`.';
  for (const path of ['tables.md', 'game-pong.md', 'records.json']) {
    const generated = await read(path);
    await write(path, mine);
    const { stderr } = await a2pd(...paper);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'FILE_UNAVAILABLE',
      message: expect.stringContaining(`at ${join(output, path)} but received "another file"`),
      remedy: expect.stringContaining('--force'),
    });
    expect(await read(path)).toBe(mine);
    expect((await a2pd(...paper, '--force')).status).toBe(0);
    expect(await read(path)).toBe(generated);
  }
  expect(await read('README.md')).toBe('# By hand');

  await rm(join(output, 'tables.md'));
  await write('figures/fig-6-prescription-gaps.svg', 'of somebody else');
  const figure = await a2pd(...paper);
  expect(JSON.parse(figure.stderr).error.message).toMatch(/fig-6-prescription-gaps\.svg but received "another file"/);
  expect(await read('figures/fig-6-prescription-gaps.svg')).toBe('of somebody else');
});

it('play --compare films policies side by side, without and with the attack', async () => {
  const output = join(folder, 'compared.gif');
  const policies = ['teacher', 'student-of-mine'].map((name) => join(folder, 'tiny', name));
  const attack = ['--attack', 'fgsm', '--epsilon', '1/255', '--max-agent-steps', '12'];
  const { stdout, stderr } = await a2pd('play', '--compare', ...policies, ...attack, '--output', output);
  expect(stderr).not.toContain('a2pd:');
  const { episodes, bytes } = JSON.parse(stdout);
  expect(episodes).toMatchObject([
    { policyName: 'teacher', attackLabel: 'No attack', agentSteps: 12, actionFlipRate: null },
    { policyName: 'teacher', attackLabel: 'FGSM (ε = 1/255)' },
    { policyName: 'student-of-mine', attackLabel: 'No attack' },
    { policyName: 'student-of-mine', attackLabel: 'FGSM (ε = 1/255)' },
  ]);
  const gif = await readFile(output);
  expect([gif.toString('latin1', 0, 6), gif.byteLength]).toEqual(['GIF89a', bytes]);
});

it.each([
  [['--policy', 'student-of-mine'], "'--compare <policies...>' cannot be used with option '--policy"],
  [['--game', 'boxing'], "cannot be used with option '--game"],
  [['--episodes', '7'], "cannot be used with option '--episodes"],
  [['--max-agent-steps', '3000'], 'at most 600 agent steps side by side but received 3000; change --max-agent-steps'],
  [['--attack', 'none'], 'an --attack to compare with none but received "none"; change --attack'],
  [['--output', 'x.mp4'], 'an --output that ends in .gif but received "x.mp4"; change --output'],
  [['--output', 'tiny/teacher/manifest.json/x.gif'], 'choose a place that you may write to'],
])('play --compare refuses %j, which would do nothing', async (args, complaint) => {
  const policies = ['teacher', 'student-of-mine'];
  const output = ['--output', 'x.gif', ...args.map((arg) => (arg.endsWith('.gif') ? join(folder, arg) : arg))];
  const inRun = ['--run', 'tiny', '--runs', folder];
  const { stderr } = await a2pd('play', '--compare', ...policies, '--attack', 'fgsm', ...inRun, ...output);
  expect(JSON.parse(stderr).error.message).toContain(complaint);
});

it('report --paper finds out that it may not write before it reads anything', async () => {
  const output = join(folder, 'tiny', 'teacher', 'manifest.json');
  const { stderr } = await a2pd('report', '--paper', '--run', 'absent', '--runs', folder, '--output', output);
  expect(JSON.parse(stderr).error.message).toContain('choose a place that you may write to');
});

it('curves takes students by the names of the zoo and says what a teacher lacks', async () => {
  const zoo = fileURLToPath(new URL('../../../zoo', import.meta.url));
  const curves = (...args: string[]) => runA2pd(['curves', ...args, '--json'], { environment: { A2PD_ZOO: zoo } });
  const { stdout } = await curves('zoo:pong/student-a2pd', 'β=zoo:pong/student-pgd10');
  expect(JSON.parse(stdout).students).toMatchObject([{ label: 'student-a2pd' }, { label: 'β' }]);
  const { stderr } = await curves(join(folder, 'tiny', 'teacher'));
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'INCOMPATIBLE_ARTEFACT',
    remedy: expect.stringContaining('a teacher was not distilled'),
  });
  const unwritable = await curves('zoo:pong/student-a2pd', '--svg', join(folder, 'tiny', 'teacher'));
  expect(JSON.parse(unwritable.stderr).error.code).toBe('FILE_UNAVAILABLE');
});

it('report --paper refuses a run that is none, and names those that there are', async () => {
  const { status, stderr } = await a2pd('report', '--paper', '--run', 'tinny', '--runs', folder);
  expect(status).toBe(1);
  expect(JSON.parse(stderr).error).toMatchObject({
    code: 'FILE_UNAVAILABLE',
    remedy: `there are the runs tiny in ${folder}`,
  });
});

it.each([
  [['--output', 'elsewhere'], '--paper or --training beside --output'],
  [['--no-zoo'], '--paper beside --no-zoo'],
])('a report of a run refuses %j, which would do nothing', async (args, message) => {
  const { status, stderr } = await a2pd('report', '--run', 'tiny', '--runs', folder, ...args);
  expect(status).toBe(2);
  expect(JSON.parse(stderr).error.message).toContain(message);
});

it('says what is missing', async () => {
  const nothing = await a2pd('report', '--paper', '--output', join(folder, 'no-results'));
  expect(nothing.stderr).toContain('add policies to the zoo, or name evaluated runs');
  expect((await a2pd('report')).stderr).toContain('one run');
});
