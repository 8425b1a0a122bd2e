/** Adversaries that are trained, stopped and put to use, in tiny numbers on the real parts. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
let student: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-adversary-'));
  student = join(runs, 'victim', 'student');
  await saveTinyStudent(student);
});
afterAll(() => rm(runs, { recursive: true, force: true }));

const train = (run: string, ...more: readonly string[]) => [
  ...['train-adversary', '--run', run, '--runs', runs, '--attack', 'fgsm', '--epsilon', '8/255', '--environments', '2'],
  ...[
    '--evaluation-episodes',
    '1',
    '--no-tensorboard',
    '--json',
    ...(more.includes('--policy') ? [] : ['--policy', student]),
  ],
  ...[...more, '--set', 'hiddenUnits=8', 'segmentAgentSteps=16', 'batchSize=16', 'checkpointPeriodAgentSteps=32'],
  'evaluationPeriodAgentSteps=1000000',
];
const evaluate = (run: string, ...more: readonly string[]) => [
  ...['evaluate', '--run', run, '--runs', runs, '--policy', student, '--episodes', '1', '--max-agent-steps', '24'],
  ...['--record', '0', '--json', ...more],
];

async function succeed(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

async function fail(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(stdout).toBe('');
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error as { code: string; message: string };
}

const manifestOf = async (...path: string[]) =>
  JSON.parse(await readFile(join(runs, ...path, 'manifest.json'), 'utf8'));

it('learns, says against whom, and leads an attack', async () => {
  const trained = await succeed(train('hunt', '--agent-steps', '64'));
  expect(trained).toMatchObject({ adversary: join(runs, 'hunt', 'adversary'), agentSteps: 64, ending: 'completed' });
  const manifest = await manifestOf('hunt', 'adversary');
  expect(manifest).toMatchObject({ kind: 'adversary', game: 'pong', parents: [{ kind: 'policy' }] });
  expect(manifest.config.against).toEqual({
    policy: student,
    attack: { name: 'fgsm', epsilon: 8 / 255, norm: 'linf' },
  });
  expect(manifest.scaledDown).toBeUndefined();
  const { summary, directory } = await succeed(evaluate('hunt', '--attack', 'pgd', '--adversary', 'adversary'));
  expect(summary).toMatchObject({
    attackLabel: 'PGD-10 (ε = 1/255), towards what adversary chooses',
    target: 'adversary',
    targetRate: expect.any(Number),
    attackSuccessRate: null,
  });
  const evaluation = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
  expect(evaluation.config.adversary).toBe('adversary');
  expect(evaluation.parents.map(({ kind }: { kind: string }) => kind)).toEqual(['policy', 'adversary']);
});

it('can be watched as it leads, alone and beside the game without it', async () => {
  const led = ['--run', 'hunt', '--runs', runs, '--attack', 'pgd', '--adversary', 'adversary', '--json'];
  const attackLabel = 'PGD-10 (ε = 1/255), towards what adversary chooses';
  const played = await succeed(['play', '--policy', student, ...led, '--max-agent-steps', '24']);
  expect(played).toMatchObject({ attackLabel, episodes: [{ agentSteps: 24, targetRate: expect.any(Number) }] });
  const film = ['--max-agent-steps', '12', '--output', join(runs, 'led.gif')];
  const { episodes } = await succeed(['play', '--compare', student, ...led, ...film]);
  expect(episodes).toMatchObject([{ attackLabel: 'No attack' }, { attackLabel }]);
  const elsewhere = await fail(['play', '--policy', student, '--game', 'boxing', ...led]);
  expect(elsewhere).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  expect(elsewhere.message).toMatch(/a policy of boxing .*adversary of pong/);
});

it('shows how it learned among trainings, and has no page of a teacher', async () => {
  const { trainings } = await succeed(['curves', '--training', join(runs, 'hunt'), '--json']);
  expect(trainings).toMatchObject([{ label: 'hunt', game: 'pong', reachedAgentSteps: 64 }]);
  const page = ['--output', join(runs, 'results'), '--json'];
  const refusal = await fail(['report', '--training', '--run', 'hunt', '--runs', runs, ...page]);
  expect(refusal.message).toContain('the run of a teacher but received "hunt, of an adversary"');
  expect(refusal.message).toContain(`a2pd curves --training ${join(runs, 'hunt')}`);
});

it('goes on from where it was to the same weights', async () => {
  const weightsOf = (run: string) => readFile(join(runs, run, 'adversary-last', 'weights.safetensors'));
  await succeed(train('short', '--agent-steps', '64'));
  await succeed(['train', '--resume', 'short', '--runs', runs, '--agent-steps', '128', '--no-tensorboard', '--json']);
  await succeed(train('long', '--agent-steps', '128', '--set', 'learningRateDecayAgentSteps=64'));
  expect(await weightsOf('short')).toEqual(await weightsOf('long'));
});

describe('refuses', () => {
  it.each([
    ['an adversary as a policy', () => evaluate('hunt', '--policy', join(runs, 'hunt', 'adversary')), 'adversary'],
    ['a policy as an adversary', () => evaluate('hunt', '--attack', 'pgd', '--adversary', student), 'adversary'],
    ['to learn against an adversary', () => train('again', '--policy', join(runs, 'hunt', 'adversary')), 'adversary'],
    ['an adversary without an attack', () => evaluate('hunt', '--adversary', 'adversary'), '--adversary'],
    ['an attack that takes no target', () => [...train('minq'), '--attack', 'minq'], '--attack'],
    ['a run that has an adversary already', () => train('hunt', '--agent-steps', '64'), 'checkpoint'],
  ])('%s', async (_what, args, said) => {
    expect((await fail(args())).message).toContain(said);
  });

  it('the run of a teacher, whose checkpoints would go', async () => {
    await saveTinyTeacher(join(runs, 'taken', 'teacher'));
    const { code, message } = await fail(train('taken', '--restart'));
    expect([code, message]).toEqual(['INVALID_STATE', expect.stringContaining('train in a run of its own')]);
  });

  it('to go on against another policy than it began against', async () => {
    const moved = join(runs, 'moved');
    await cp(student, moved, { recursive: true });
    await succeed(train('swapped', '--policy', moved, '--agent-steps', '32'));
    await rm(moved, { recursive: true });
    await saveTinyStudent(moved, 3);
    const { code } = await fail(['train', '--resume', 'swapped', '--runs', runs, '--agent-steps', '64', '--json']);
    expect(code).toBe('INCOMPATIBLE_ARTEFACT');
  });
});
