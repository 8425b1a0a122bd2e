/** A tiny training run, and the page on how it went. */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';

let runs: string;
const report = (run: string, ...args: string[]) =>
  runA2pd(['report', '--training', '--run', run, '--runs', runs, '--output', join(runs, 'results'), ...args]);

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-curve-'));
  const trained = await runA2pd([
    ...['train', '--game', 'pong', '--run', 'tiny', '--runs', runs, '--hyperparameters', 'pipeline'],
    ...['--agent-steps', '160', '--environments', '4', '--evaluation-episodes', '2', '--set', 'hiddenUnits=16'],
    ...['replayCapacity=1000', 'learningStartsAgentSteps=100', 'metricsPeriodAgentSteps=20'],
  ]);
  expect(trained.status).toBe(0);
});
afterAll(() => rm(runs, { recursive: true, force: true }));

it('draws a run and says how its evaluations went', async () => {
  const { status, stdout } = await report('tiny', '--json');
  expect(status).toBe(0);
  const written = JSON.parse(stdout);
  expect(await readdir(join(runs, 'results'))).toEqual(
    ['json', 'md', 'svg'].map((ending) => `training-curve-pong.${ending}`),
  );
  expect(written.agentSteps).toBe(160);
  const [{ agentSteps, meanReturn, interval95 }, ...others] = written.evaluations;
  expect(others).toEqual([]);
  expect(agentSteps).toBe(160);
  expect(interval95[0]).toBeLessThanOrEqual(meanReturn);
  expect(interval95[1]).toBeGreaterThanOrEqual(meanReturn);
  const page = await readFile(written.page, 'utf8');
  expect(page).toContain(
    `\`a2pd report --training --run tiny --runs ${runs} --output ${join(runs, 'results')}\` wrote`,
  );
  expect(page).toContain('160 of 160 agent steps');
  expect(page).toContain('over 2 episodes');
  expect(page).toContain('| hiddenUnits | 16 | 512 |');
  expect(page).toContain('- parallel environments: 4');
  expect(await readFile(written.figure, 'utf8')).toMatch(/^<svg/);
  const record = JSON.parse(await readFile(written.page.replace(/md$/, 'json'), 'utf8'));
  expect(record).toMatchObject({ game: 'pong', algorithm: 'Rainbow', gatePassed: null, reachedAgentSteps: 160 });
  expect(record).not.toHaveProperty('secondsAt');
});

it('replaces its own page, and the figure beside it that does not say whose it is; nobody else’s without --force', async () => {
  const [page, figure] = ['md', 'svg'].map((ending) => join(runs, 'results', `training-curve-pong.${ending}`)) as [
    string,
    string,
  ];
  await writeFile(figure, '<svg/>');
  expect((await report('tiny')).status).toBe(0);
  expect(await readFile(figure, 'utf8')).toContain('written by a2pd');
  await writeFile(page, 'of somebody else');
  const { status, stderr } = await report('tiny');
  expect(status).toBe(1);
  expect(stderr).toContain('--force');
  expect(await readFile(page, 'utf8')).toBe('of somebody else');
  expect((await report('tiny', '--force')).status).toBe(0);
});

it('counts the hours of this run, not of one that it was begun anew in the place of', async () => {
  const board = join(runs, 'tiny', 'tensorboard');
  const [events] = await readdir(board);
  const record = async () => {
    expect((await report('tiny', '--force')).status).toBe(0);
    return JSON.parse(await readFile(join(runs, 'results', 'training-curve-pong.json'), 'utf8'));
  };
  const { seconds, resumedAtAgentSteps } = await record();
  expect(seconds).toBeGreaterThan(0);
  expect(resumedAtAgentSteps).toEqual([]);
  await copyFile(join(board, events!), join(board, 'events.out.tfevents.0000000001.earlier'));
  expect(await record()).toMatchObject({ seconds, resumedAtAgentSteps });
  // A session that was killed before it said anything is no beginning.
  await writeFile(join(board, 'events.out.tfevents.9999999999.empty'), '');
  expect(await record()).toMatchObject({ seconds, resumedAtAgentSteps });
});

it('names the file of events that it cannot read', async () => {
  const damaged = join(runs, 'tiny', 'tensorboard', 'events.out.tfevents.9999999999.damaged');
  await writeFile(damaged, Buffer.alloc(4096));
  const { status, stderr } = await report('tiny');
  expect(status).toBe(1);
  expect(stderr).toContain(damaged);
  expect(stderr).toContain('move that file away');
  await rm(damaged);
  await mkdir(damaged);
  expect((await report('tiny', '--json')).stderr).toContain('CORRUPT_ARTEFACT');
  await rm(damaged, { recursive: true });
});

it('names the remedy where there is no run', async () => {
  const { status, stderr } = await report('absent');
  expect(status).not.toBe(0);
  expect(stderr).toContain(`a2pd train --game GAME --run absent --runs ${runs}`);
});

it('sets trainings side by side, in one colour where they have one label', async () => {
  const svg = join(runs, 'side-by-side.svg');
  const run = join(runs, 'tiny');
  const { stdout } = await runA2pd(['curves', '--training', `A=${run}`, `A=${run}`, run, '--svg', svg, '--json']);
  const alike = { game: 'pong', seed: '123', reachedAgentSteps: 160, evaluationEpisodes: 2 };
  expect(JSON.parse(stdout)).toMatchObject({
    trainings: ['A', 'A', 'tiny'].map((label) => ({ ...alike, label, evaluations: [{ agentSteps: 160 }] })),
    svg,
  });
  expect(await readFile(svg, 'utf8')).toMatch(/^<svg/);
  expect((await runA2pd(['curves', '--training', run])).stdout).toMatch(/^\| tiny \| 123 \| 160 \| /m);
  const untrained = await runA2pd(['curves', '--training', join(runs, 'results'), '--json']);
  expect(JSON.parse(untrained.stderr).error).toMatchObject({
    code: 'FILE_UNAVAILABLE',
    remedy: `a2pd train --game GAME --run results --runs ${runs}`,
  });
  const neither = await runA2pd(['curves', '--training', '--audited', run]);
  expect(neither.stderr).toContain("cannot be used with option '--");
});
