/** `a2pd audit` on untrained policies of Pong: every question is asked, and the record can be read back. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAudit } from '@a2pd/evaluate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
const brief = [
  '--states',
  '8',
  '--episodes',
  '2',
  '--max-agent-steps',
  '10',
  '--steps',
  '2',
  '--restarts',
  '2',
  '--queries',
  '4',
];
const inRun = () => ['--run', 'tiny', '--runs', runs];

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-audit-'));
  await saveTinyTeacher(join(runs, 'tiny', 'teacher'));
  await saveTinyStudent(join(runs, 'tiny', 'student'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

describe('a2pd audit', () => {
  it('asks every question and keeps the record', async () => {
    const { status, stdout } = await runA2pd(['audit', ...brief, ...inRun(), '--json']);
    expect(status).toBe(0);
    const { directory, next, ...record } = JSON.parse(stdout);
    expect(directory).toBe(join(runs, 'tiny', 'audits', 'student'));
    expect(next).toBe(`a2pd report --run tiny --runs ${runs}`);
    const read = await readAudit(directory);
    expect(read.record).toEqual(record);
    expect(read.artefact.manifest).toMatchObject({
      ...{ kind: 'audit', game: 'pong', scaledDown: 'untrained' },
      config: { preset: 'rainbow', epsilon: 1 / 255, size: { steps: 2, restarts: 2, queries: 4 } },
      summary: { policyName: 'student', verdict: record.verdict },
      parents: [{ kind: 'policy' }, { kind: 'policy' }],
    });
    expect(record.states).toBe(8);
    expect(record.checks.map(({ id }: { id: string }) => id)).toEqual([
      ...[
        'states',
        'not-constant',
        'teacher-agreement',
        'repeatable',
        'logit-scale',
        'input-gradients',
        'gradient-direction',
      ],
      ...['stronger-attacks', 'more-steps', 'restarts', 'grows-with-epsilon', 'floor', 'black-box', 'transfer'],
      ...['logit-margin', 'worst-of-all', 'clean-return', 'random-actions', 'returns'],
    ]);
    const unmeasured = record.checks.filter(({ verdict }: { verdict: string }) => verdict === 'not measured');
    // In ten steps of Pong nobody scores, also not the teacher.
    expect(unmeasured.map(({ id }: { id: string }) => id)).toEqual(['clean-return']);
    expect(record).toMatchObject({ episodes: 2, worstCaseInterval95: [expect.any(Number), expect.any(Number)] });
  });

  it('refuses a teacher of another game', async () => {
    const other = join(runs, 'freeway-teacher');
    await saveTinyTeacher(other, 'freeway');
    const { status, stderr } = await runA2pd(['audit', ...brief, ...inRun(), '--teacher', other, '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stderr).error.code).toBe('INCOMPATIBLE_ARTEFACT');
  });

  it('needs no run', async () => {
    const { stdout } = await runA2pd(['audit', '--policy', join(runs, 'tiny', 'teacher'), ...brief]);
    expect(stdout).toMatch(
      /teacher: (PASS|WARN|FAIL) on 8 states of 2 episodes\. The worst of 10 attacks at 1\/255 changes/,
    );
    expect(stdout).not.toContain('Record:');
    expect(await readdir(join(runs, 'tiny'))).not.toContain('evaluations');
  });

  it.each([
    [['--policy', 'absent'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['--policy', 'student'], 'INVALID_ARGUMENT', '--run'],
  ])('%j is refused with %s', async (args, code, hint) => {
    const { stderr } = await runA2pd(['audit', ...args, '--json']);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({ code, message: expect.stringContaining(hint) });
  });
});
