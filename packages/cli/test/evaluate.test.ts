/** An evaluation that is stopped and killed goes on to the same records. RELIABILITY row 9, in short. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateArguments, evaluateThroughKills, readEvaluated, runUntil } from './evaluation-kills.js';
import { expectRefused, runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
let student: string;

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-evaluate-'));
  student = join(runs, 'policies', 'student');
  await saveTinyStudent(student);
});
afterAll(() => rm(runs, { recursive: true, force: true }));

describe('a2pd evaluate', () => {
  it('goes on after Ctrl-C and kills, to the same records and the same clip', async () => {
    const { status, stdout } = await runA2pd(evaluateArguments(student, runs, 'whole'));
    expect(status).toBe(0);
    const { summary, timing } = JSON.parse(stdout);
    expect(summary).toMatchObject({
      attackLabel: 'PGD-2 (ε = 3/255, random start), newest frame',
      truncatedEpisodes: 4,
    });
    expect(timing.attackSeconds).toBeGreaterThan(0);
    expect(timing.seconds).toBeGreaterThan(timing.attackSeconds + timing.emulationSeconds);
    const place = { runs, run: 'killed' };
    const args = evaluateArguments(student, runs, 'killed');
    const { last } = await evaluateThroughKills(args, place, { kills: 3, seed: 1 });
    expect(last.status).toBe(0);
    expect(last.stderr).toContain('Continuing: ');
    expect(await readEvaluated(runs, 'killed')).toEqual(await readEvaluated(runs, 'whole'));
  });

  it('refuses a teacher, or a policy to make the attack on, of another game', async () => {
    const other = join(runs, 'policies', 'freeway-teacher');
    await saveTinyTeacher(other, 'freeway');
    for (const option of ['--teacher', '--made-on']) {
      const { status, stderr } = await runA2pd([...evaluateArguments(student, runs, 'mixed'), option, other]);
      expect(status).toBe(1);
      expect(JSON.parse(stderr).error).toMatchObject({
        ...{ code: 'INCOMPATIBLE_ARTEFACT', remedy: 'name policies of one game and preset' },
        message: expect.stringContaining('of freeway (rainbow) with 6 actions"'),
      });
    }
  });

  it('replaces nothing unasked that was left or finished with other options, and plays nothing twice', async () => {
    const args = evaluateArguments(student, runs, 'stopped');
    const place = { runs, run: 'stopped' };
    const stopped = await runUntil(args, place, { signal: 'SIGINT', since: 'progress', afterMs: 0 });
    expect(stopped.status).not.toBe(0);
    const brief = ['--max-agent-steps', '5', '--episodes'];
    const another = await runA2pd([...args, ...brief, '1']);
    expect(another).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('repeat its options, or give it up by --restart'),
    });
    expect(await runA2pd([...args, ...brief, '1', '--restart'])).toMatchObject({ status: 0 });
    // Nothing unfinished is left.
    const evaluations = join(runs, 'stopped', 'evaluations');
    const [finished, ...others] = await readdir(evaluations);
    expect(others).toEqual([]);
    const longer = await runA2pd([...args, ...brief, '2']);
    expect(longer).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('episodes 1, not 2; replace it by --restart'),
    });
    const impatient = await runA2pd([...args, ...brief, '1', '--stuck-after', '2']);
    expect(impatient).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('maxScorelessAgentSteps null, not 2;'),
    });
    const coarse = await runA2pd([...args, ...brief, '1'], { environment: { A2PD_PRECISION: 'bfloat16' } });
    expect(coarse).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('arithmetic \\"float32\\", not \\"bfloat16\\";'),
    });
    const again = await runA2pd([...args, ...brief, '1']);
    expect(again).toMatchObject({ status: 0, stderr: expect.stringContaining('is there already, played just so') });
    expect(await runA2pd([...args, ...brief, '2', '--seed', '3'])).toMatchObject({ status: 0 });
    expect((await readdir(evaluations)).sort()).toEqual([finished, `${finished}-seed-3`]);
  });

  it('shows a policy what was made to mislead another', async () => {
    const teacher = join(runs, 'policies', 'teacher');
    await saveTinyTeacher(teacher);
    const brief = ['--episodes', '1', '--max-agent-steps', '3', '--record', '0', '--json'];
    const where = ['--policy', student, '--run', 'transfer', '--runs', runs];
    const { stdout } = await runA2pd(['evaluate', ...where, '--attack', 'fgsm', '--made-on', teacher, ...brief]);
    const { directory, summary } = JSON.parse(stdout);
    expect(summary.attackLabel).toBe('FGSM (ε = 1/255), made on teacher');
    expect(directory).toBe(join(runs, 'transfer', 'evaluations', 'student-fgsm-1-255-made-on-teacher'));
  });

  it('attacks some of the steps alone, in a folder of its own', async () => {
    const where = ['--policy', student, '--run', 'timed', '--runs', runs, '--attack', 'fgsm'];
    const brief = ['--episodes', '1', '--max-agent-steps', '8', '--record', '0', '--json'];
    const { stdout } = await runA2pd(['evaluate', ...where, ...brief, '--every', '4']);
    const { directory, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ strikes: { every: 4 }, attackedStates: 2, attackedShare: 0.25 });
    expect(directory).toBe(join(runs, 'timed', 'evaluations', 'student-fgsm-1-255-one-step-in-4'));
    const { stderr } = await runA2pd(['evaluate', ...where, ...brief, '--gap-above', '0.6', '--gap-below', '0.5']);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      remedy: 'or the attack strikes nowhere',
    });
  });

  it('leads to an action by its name, and not away from a label as well', async () => {
    const where = ['--policy', student, '--run', 'target', '--runs', runs, '--attack', 'pgd', '--epsilon', '3/255'];
    const brief = ['--episodes', '1', '--max-agent-steps', '4', '--record', '0', '--json'];
    const { stdout } = await runA2pd(['evaluate', ...where, ...brief, '--target', 'noop']);
    const { directory, summary } = JSON.parse(stdout);
    expect(summary).toMatchObject({ target: 0, targetRate: expect.any(Number), attackSuccessRate: null });
    expect(directory).toBe(join(runs, 'target', 'evaluations', 'student-pgd-10-3-255-towards-noop'));
    const { status, stderr } = await runA2pd(['evaluate', ...where, '--target', 'noop', '--labels', 'self']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('--labels');
  });

  it.each([
    ['--labels', 'self'],
    ['--made-on', 'teacher'],
    ['--target', 'NOOP'],
    ['--every', '4'],
    ['--gap-above', '0.5'],
    ['--spare-proved'],
  ])('refuses %s without an attack', async (...words) => {
    const { code, message } = expectRefused(await runA2pd(['evaluate', ...words, '--run', 'none', '--json']));
    expect([code, message]).toEqual([
      'INVALID_ARGUMENT',
      expect.stringContaining(`no ${words[0]} beside --attack none`),
    ]);
  });

  it('has one record an episode, with its seconds and its gradients', async () => {
    const [name] = await readdir(join(runs, 'whole', 'evaluations'));
    const text = await readFile(join(runs, 'whole', 'evaluations', name!, 'episodes.jsonl'), 'utf8');
    const records = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.map(({ episode }) => episode)).toEqual([0, 1, 2, 3]);
    for (const record of records) {
      expect(record).toMatchObject({ agentSteps: 250, truncated: true, teacherAgreement: null });
      expect(record.seconds).toBeGreaterThan(0);
      expect(record.gradientProbe.meanNorm).toBeGreaterThan(0);
    }
  });
});
