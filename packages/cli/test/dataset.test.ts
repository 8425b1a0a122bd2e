/** Collecting real pairs: stopped, killed, out of disk, misused; and what `dataset` says of the result. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main, type RunOptions, runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

const numActions = 6;
let runs: string;
let wholeFiles: unknown;

/** Policies that know nothing play as well as any for these tests. */
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-dataset-'));
  await saveTinyTeacher(join(runs, 'whole', 'teacher'));
  await saveTinyStudent(join(runs, 'whole', 'student'));
  await collectToJson('whole');
  wholeFiles = manifestOf('whole').files;
});
afterAll(() => rm(runs, { recursive: true, force: true }));

const teacher = () => join(runs, 'whole', 'teacher');
/** 700 pairs by 4 environments, in shards of 200. */
const collectArgs = (run: string, ...more: string[]) => [
  ...['collect', '--run', run, '--runs', runs, '--teacher', teacher(), '--json', '--seed', '3'],
  ...['--pairs', '700', '--pairs-per-shard', '200', '--environments', '4', '--exploration-epsilon', '0.05', ...more],
];
const prescriptions = (run: string) => join(runs, run, 'prescriptions');
const manifestOf = (run: string) => JSON.parse(readFileSync(join(prescriptions(run), 'manifest.json'), 'utf8'));

async function toJson(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const collectToJson = (run: string, ...more: string[]) => toJson(collectArgs(run, ...more));

async function errorOf(args: readonly string[]) {
  const { status, stderr } = await runA2pd(args);
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error as { code: string; message: string; remedy?: string };
}

/** Sends a signal as soon as one of the four shards is kept. */
function onceAShardIsKept(run: string, signal: NodeJS.Signals): RunOptions {
  const file = join(`${prescriptions(run)}.collecting`, 'progress.json');
  const when = () => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).progress.shards.length > 0;
  return { signalOnce: { signal, when } };
}

describe('collect', () => {
  it('says how fast it was and where the time went', async () => {
    const collected = await collectToJson('again');
    expect(collected).toMatchObject({ pairs: 700, continuedPairs: 0, next: `a2pd distill --run again --runs ${runs}` });
    expect(collected.agentStepsPerSecond).toBeGreaterThan(1);
    expect(collected.teacherShare + collected.emulatorShare).toBeLessThan(1);
    expect(manifestOf('again').files).toEqual(wholeFiles);
  });

  it('stopped by Ctrl-C, goes on by the same command to the same bytes', async () => {
    const { status, stderr } = await runA2pd(collectArgs('stopped'), onceAShardIsKept('stopped', 'SIGINT'));
    expect(status).toBe(130);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({ code: 'INTERRUPTED', remedy: expect.stringContaining('same options') });
    expect(existsSync(prescriptions('stopped'))).toBe(false);
    expect((await collectToJson('stopped')).continuedPairs).toBeGreaterThanOrEqual(200);
    expect(manifestOf('stopped').files).toEqual(wholeFiles);
    expect(readdirSync(join(runs, 'stopped'))).toEqual(['prescriptions']);
  });

  it('leaves an older data set alone until the new one is whole', async () => {
    const stop = onceAShardIsKept('again', 'SIGTERM');
    expect((await runA2pd(collectArgs('again', '--seed', '4', '--restart'), stop)).status).toBe(130);
    expect(manifestOf('again').files).toEqual(wholeFiles);
    expect((await collectToJson('again', '--seed', '4')).continuedPairs).toBeGreaterThanOrEqual(200);
    expect(manifestOf('again').files).not.toEqual(wholeFiles);
  });

  it('killed, goes on by --resume to the same bytes', async () => {
    const { status } = await runA2pd(collectArgs('killed'), onceAShardIsKept('killed', 'SIGKILL'));
    expect(status).toBeNull();
    const resumed = await toJson(['collect', '--resume', 'killed', '--runs', runs, '--json']);
    expect(resumed.continuedPairs).toBeGreaterThanOrEqual(200);
    expect(manifestOf('killed').files).toEqual(wholeFiles);
  });

  it('keeps what it has when files cannot grow any more, and goes on when they can', async () => {
    // A limit on the size of files is how the system itself refuses a write.
    const limited = promisify(execFile)('sh', [
      '-c',
      'ulimit -f 20; exec "$@"',
      'sh',
      process.execPath,
      main,
      ...collectArgs('full'),
    ]);
    const { stderr } = await limited.then(
      () => expect.unreachable('it was written after all'),
      (error) => error,
    );
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('shards/00000') });
    expect(existsSync(prescriptions('full'))).toBe(false);
    await collectToJson('full');
    expect(manifestOf('full').files).toEqual(wholeFiles);
  });

  it('does a finished one no second time, and puts no other in its place', async () => {
    const again = await runA2pd(collectArgs('whole'));
    expect(again.stderr).toContain('is there already, collected just so');
    expect(JSON.parse(again.stdout)).toMatchObject({ pairs: 700, continuedPairs: 700 });
    expect(await errorOf(collectArgs('whole', '--pairs', '50'))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('replace it by --restart, or collect into another folder'),
    });
    expect(manifestOf('whole').files).toEqual(wholeFiles);
  });

  it('takes a student as well, whose scores are logits', async () => {
    const student = join(runs, 'whole', 'student');
    const to = join(runs, 'student-pairs');
    await collectToJson('whole', '--teacher', student, '--to', to, '--pairs', '50');
    expect(JSON.parse(readFileSync(join(to, 'index.json'), 'utf8')).scores).toBe('logits');
    expect(manifestOf('whole').files).toEqual(wholeFiles);
  });

  it.each([
    [['--preset', 'gymnasium'], 'INCOMPATIBLE_ARTEFACT', 'of preset gymnasium'],
    [['--game', 'freeway'], 'INCOMPATIBLE_ARTEFACT', 'of game freeway'],
    [['--teacher', '/nowhere'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['--teacher', 'student'], 'FILE_UNAVAILABLE', 'student'],
  ])('refuses %j with %s', async (more, code, hint) => {
    expect(await errorOf(collectArgs('refused', ...more))).toMatchObject({
      code,
      message: expect.stringContaining(hint),
    });
  });

  it('refuses to continue what is not there, and what was begun otherwise', async () => {
    expect(await errorOf(['collect', '--resume', 'whole', '--runs', runs, '--json'])).toMatchObject({
      code: 'FILE_UNAVAILABLE',
      message: expect.stringContaining('unfinished'),
    });
    expect((await runA2pd(['collect', '--resume', 'whole', '--pairs', '50'])).stderr).toContain('cannot be used with');
    await runA2pd(collectArgs('other'), onceAShardIsKept('other', 'SIGKILL'));
    expect(await errorOf(collectArgs('other', '--seed', '4'))).toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      remedy: expect.stringContaining('--restart'),
    });
    expect(await collectToJson('other', '--seed', '4', '--restart')).toMatchObject({ continuedPairs: 0 });
  });
});

describe('dataset', () => {
  it('inspects', async () => {
    const report = await toJson(['dataset', 'inspect', prescriptions('whole'), '--json']);
    expect(report).toMatchObject({ game: 'pong', teacher: 'teacher', pairs: 700, numActions, size: { shards: 4 } });
    expect(report.actionCounts.reduce((sum: number, count: number) => sum + count, 0)).toBe(700);
    expect(report.exploredShare).toBeGreaterThan(0.02);
    const { stdout } = await runA2pd(['dataset', 'inspect', prescriptions('whole')]);
    expect(stdout).toMatch(/700 pairs of pong.*Prescription gap {5}mean/s);
  });

  it('finds the prescriptions of a run by its name', async () => {
    const ofRun = ['--run', 'whole', '--runs', runs, '--json'];
    expect(await toJson(['dataset', 'inspect', ...ofRun])).toEqual(
      await toJson(['dataset', 'inspect', prescriptions('whole'), '--json']),
    );
    expect(await toJson(['dataset', 'verify', ...ofRun])).toMatchObject({ folder: prescriptions('whole'), faults: [] });
  });

  it.each([
    ['inspect', [], 'neither'],
    ['inspect', ['folder', '--run', 'whole'], 'both'],
    ['verify', [], 'neither'],
  ])('%s of %j is refused', async (name, words, received) => {
    expect(await errorOf(['dataset', name, ...words, '--json'])).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `Expected a folder, or --run but received "${received}"; e.g. a2pd dataset inspect --run pong`,
    });
  });

  it('verifies, and names what is wrong', async () => {
    expect(await toJson(['dataset', 'verify', prescriptions('whole'), '--json'])).toMatchObject({
      pairs: 700,
      faults: [],
    });
    const file = join(prescriptions('again'), 'shards', '00002.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(file, bytes);
    await rm(join(prescriptions('again'), 'shards', '00001.safetensors'));
    const { code, message } = await errorOf(['dataset', 'verify', prescriptions('again'), '--json']);
    expect(code).toBe('CORRUPT_ARTEFACT');
    expect(message).toMatch(
      /shards\/00001.safetensors: is missing\n.*shards\/00002.safetensors: does not have the contents/,
    );
    expect((await errorOf(['distill', '--run', 'again', '--runs', runs, '--json'])).message).toContain('00001');
  });
});
