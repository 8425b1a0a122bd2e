/** `a2pd certify` on an untrained student of Pong. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCertification } from '@a2pd/certify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
const inRun = () => ['--run', 'tiny', '--runs', runs];
const brief = ['--states', '10', '--episodes', '2', '--max-agent-steps', '20', '--attack-steps', '3'];

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-certify-'));
  await saveTinyTeacher(join(runs, 'tiny', 'teacher'));
  await saveTinyStudent(join(runs, 'tiny', 'student'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

describe('a2pd certify', () => {
  it('certifies no more than an attack leaves, and keeps the record', async () => {
    const radii = ['--epsilons', '0,1/255000,1/2550,1/255,3/255'];
    const { status, stdout } = await runA2pd(['certify', ...radii, ...brief, ...inRun(), '--json']);
    expect(status).toBe(0);
    const { directory, next, ...record } = JSON.parse(stdout);
    expect(directory).toBe(join(runs, 'tiny', 'certifications', 'student'));
    expect(next).toBe(`a2pd report --run tiny --runs ${runs}`);
    const attackLabel = 'PGD-3 (step 2.5 ε/3, random start)';
    expect(record).toMatchObject({ policyName: 'student', states: 10, source: 'visited', attackLabel });
    expect(record.levels[0]).toMatchObject({ epsilon: 0, attackedShare: 1 });
    for (const { certifiedShare, attackedShare } of record.levels) {
      expect(certifiedShare).toBeLessThanOrEqual(attackedShare);
    }
    const shares = record.levels.map(({ certifiedShare }: { certifiedShare: number }) => certifiedShare);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(record.radius.max).toBeGreaterThan(0);
    const read = await readCertification(directory);
    expect(read.record).toEqual(record);
    expect(read.artefact.manifest).toMatchObject({ kind: 'certification', game: 'pong', scaledDown: 'untrained' });
  });

  it('takes states of stored prescriptions, and says in words what it found', async () => {
    const pairs = ['--pairs', '40', '--environments', '2'];
    expect((await runA2pd(['collect', ...pairs, ...inRun()])).status).toBe(0);
    const prescriptions = ['--prescriptions', join(runs, 'tiny', 'prescriptions')];
    const { stdout } = await runA2pd([
      'certify',
      ...prescriptions,
      '--states',
      '15',
      '--attack-steps',
      '0',
      ...inRun(),
    ]);
    expect(stdout).toMatch(
      /student, actions on 15 states of 2 episodes, by CROWN:\n {2}within 1\/255: [\d.]+% \[[^\]]+\] certified\n {2}within 3\/255/,
    );
    const { record } = await readCertification(join(runs, 'tiny', 'certifications', 'student'));
    expect(record).toMatchObject({ source: 'prescriptions', attackLabel: null });
  });

  it.each([
    [['--policy', 'teacher'], 'INCOMPATIBLE_ARTEFACT', 'scores come straight from its last layer'],
    [['--bounds', 'ibp', '--policy', 'teacher'], 'INCOMPATIBLE_ARTEFACT', 'C51'],
    [['--policy', 'absent'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['--search-states', '9'], 'INVALID_ARGUMENT', '--search-states does nothing without --play; give both'],
    [['--no-worst-case'], 'INVALID_ARGUMENT', '--no-worst-case does nothing without --play'],
    [['--play', '--attack-steps', '7'], 'INVALID_ARGUMENT', "'--play' cannot be used with option '--attack-steps <n>'"],
    [['--prescriptions', 'p', '--episodes', '3'], 'INVALID_ARGUMENT', "cannot be used with option '--episodes <n>'"],
  ])('%j is refused with %s', async (args, code, hint) => {
    const { stderr } = await runA2pd(['certify', ...args, ...inRun(), '--json']);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({ code, message: expect.stringContaining(hint) });
  });
});
