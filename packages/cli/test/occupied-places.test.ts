/** A folder of the user's where a command would put its result: refused before the work, and left as it is. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

const runs = await mkdtemp(join(tmpdir(), 'a2pd-occupied-'));
const inRun = ['--run', 'tiny', '--runs', runs, '--json'];
const mine = join(runs, 'mine');
const inRuns = (...parts: string[]) => join(runs, ...parts);

beforeAll(async () => {
  await saveTinyTeacher(inRuns('tiny', 'teacher'));
  await saveTinyStudent(inRuns('tiny', 'student'));
  const { status, stderr } = await runA2pd(['collect', '--pairs', '160', '--environments', '4', ...inRun]);
  expect(status, stderr).toBe(0);
  const grid = { name: 'beta', from: 'tiny', axes: { game: 'pong', beta: [0.1] } };
  await writeFile(inRuns('grid.json'), JSON.stringify(grid));
});
afterAll(() => rm(runs, { recursive: true }));

// Sizes that would take minutes at least: what is refused after the work does not come back in time.
it.each<[string, string, string[]]>([
  ['prescriptions', mine, ['collect', '--pairs', '100000', '--to', mine, ...inRun]],
  ['a student', mine, ['distill', '--student', mine, ...inRun]],
  ['the progress of a student', `${mine}-training`, ['distill', '--student', mine, ...inRun]],
  ['an evaluation', inRuns('tiny', 'evaluations', 'student-no-attack'), ['evaluate', '--episodes', '1000', ...inRun]],
  ['an audit', mine, ['audit', '--states', '10000', '--output', mine, ...inRun]],
  ['a certification', mine, ['certify', '--states', '10000', '--output', mine, ...inRun]],
  ['a teacher', inRuns('new', 'teacher'), ['train', '--game', 'pong', '--run', 'new', '--runs', runs, '--json']],
  ['the newest weights', inRuns('new', 'teacher-last'), ['train', '--game', 'pong', ...inRun.with(1, 'new')]],
  ["a sweep's table", inRuns('sweeps', 'tables', 'beta'), ['sweep', inRuns('grid.json'), '--runs', runs, '--json']],
  ['an entry of the zoo', inRuns('zoo', 'pong', 'student'), ['zoo', 'add', 'pong/student', ...inRun]],
])('no place for %s', async (_, place, command) => {
  await mkdir(place, { recursive: true });
  await writeFile(join(place, 'thesis.txt'), 'years');
  const environment = { A2PD_ZOO: inRuns('zoo') };
  const replay = command[0] === 'train' ? ['--hyperparameters', 'two-cores'] : [];
  const { status, stderr } = await runA2pd([...command, ...replay], { environment });
  expect([status, JSON.parse(stderr.trim().split('\n').at(-1)!)]).toEqual([
    1,
    {
      error: {
        code: 'INCOMPATIBLE_ARTEFACT',
        message: expect.stringContaining(`in ${place} but received "a folder without manifest"`),
        remedy: 'choose another place',
      },
    },
  ]);
  expect(await readdir(place)).toEqual(['thesis.txt']);
  expect(await readFile(join(place, 'thesis.txt'), 'utf8')).toBe('years');
  await rm(place, { recursive: true });
});
