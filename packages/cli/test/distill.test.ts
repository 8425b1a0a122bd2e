/** `a2pd distill` as a user runs it: methods, stopping and continuing, bad input. */
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockArtefact } from '@a2pd/artefact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectDone, expectRefused, type RunOptions, runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

const runs = await mkdtemp(join(tmpdir(), 'a2pd-distill-'));
const inRun = ['--run', 'tiny', '--runs', runs, '--json'];
const small = [
  ...['--set', 'architecture.filters=[4,4,4]', 'architecture.hiddenUnits=16', 'validationShare=0.2'],
  ...['--split-by', 'row', '--max-epochs', '3'],
];
const student = (name: string) => join(runs, name);
const weightsOf = (folder: string) => readFile(join(folder, 'weights.safetensors'));

beforeAll(async () => {
  await saveTinyTeacher(join(runs, 'tiny', 'teacher'));
  await expectDone(await runA2pd(['collect', '--pairs', '160', '--environments', '4', ...inRun]));
});
afterAll(() => rm(runs, { recursive: true }));

it('trains by any method and says how the curves went', async () => {
  const to = student('sa-kl');
  const distilled = expectDone(
    await runA2pd(['distill', '--method', 'sa-kl', '--steps', '2', '--student', to, ...small, ...inRun]),
  );
  expect(distilled).toMatchObject({ student: to, epochs: 3, resumedEpochs: 0 });
  expect(distilled.peakBytes).toBeGreaterThan(50e6);
  const history = (await readFile(join(to, 'history.jsonl'), 'utf8')).trim().split('\n');
  expect(history).toHaveLength(3);
  for (const line of history) {
    const { validation } = JSON.parse(line);
    expect(validation.normalisedPgmLoss).toBeLessThan(0);
    expect(validation.jacobianNorm).toBeGreaterThan(0);
    expect(validation.recalls).toHaveLength(6);
    expect(validation.vanishingGradientShare).toBe(0);
  }
  const manifest = JSON.parse(await readFile(join(to, 'manifest.json'), 'utf8'));
  expect(manifest.config.method).toEqual({ name: 'sa-kl', kappa: 1, epsilon: 1 / 255, steps: 2 });
});

it('keeps the student after chosen epochs, the same also where it was stopped in between', async () => {
  const asked = (name: string) => [
    ...['distill', '--student', student(name), '--keep-epochs', '1', '3', '--checkpoint-seconds', '0'],
    ...['--method', 'kl', ...small, ...inRun],
  ];
  expectDone(await runA2pd(asked('kept')));
  const epochs = async (name: string) => {
    const manifest = JSON.parse(await readFile(join(student(name), 'manifest.json'), 'utf8'));
    return [manifest.summary.epochs, manifest.scaledDown];
  };
  expect(await epochs('kept-epoch-1')).toEqual([1, expect.stringContaining('; 1 of 1,000 epochs')]);
  expect(await epochs('kept-epoch-3')).toEqual([3, expect.stringContaining('; 3 of 1,000 epochs')]);
  expect(await weightsOf(student('kept-epoch-1'))).not.toEqual(await weightsOf(student('kept-epoch-3')));

  const isKept = () => existsSync(join(student('cut-epoch-1'), 'manifest.json'));
  await runA2pd(asked('cut'), { signalOnce: { signal: 'SIGINT', when: isKept } });
  expectDone(await runA2pd(asked('cut')));
  for (const epoch of ['epoch-1', 'epoch-3']) {
    expect(await weightsOf(student(`cut-${epoch}`))).toEqual(await weightsOf(student(`kept-${epoch}`)));
  }

  const fewer = expectRefused(await runA2pd([...asked('kept'), '--keep-epochs', '2']));
  expect([fewer.code, fewer.message]).toEqual(['INVALID_STATE', expect.stringContaining('without its epochs 2')]);
  await rm(student('kept'), { recursive: true });
  const again = expectRefused(await runA2pd(asked('kept')));
  expect([again.code, again.message]).toEqual([
    'INVALID_STATE',
    expect.stringContaining('kept-epoch-1 is there already'),
  ]);
  const late = expectRefused(await runA2pd([...asked('late'), '--keep-epochs', '4']));
  expect([late.code, late.message]).toEqual([
    'INVALID_ARGUMENT',
    expect.stringContaining('epochs to keep from 1 to 3'),
  ]);
});

it('puts a student with a plain name into the run, where --policy finds it', async () => {
  const named = (name: string) => ['distill', '--student', name, '--method', 'kl', ...small, ...inRun];
  const outcome = await runA2pd(named('student-kl'));
  expect(expectDone(outcome).student).toBe(join(runs, 'tiny', 'student-kl'));
  expect(expectRefused(await runA2pd(named('teacher'))).message).toContain('a name for a student of the run tiny');
});

it('is refused where another process distils into the same student', async () => {
  const to = student('taken');
  const other = await lockArtefact(to, 'the student');
  const { code, message } = expectRefused(await runA2pd(['distill', '--student', to, ...small, ...inRun]));
  expect([code, message]).toEqual(['IN_USE', expect.stringContaining(`at work in the student ${to}`)]);
  await other.release();
  expectDone(await runA2pd(['distill', '--student', to, ...small, ...inRun]));
  expect((await readdir(runs)).filter((name) => name.endsWith('.lock'))).toEqual([]);
});

it('shows how students converged, side by side', async () => {
  const svg = join(runs, 'curves.svg');
  const outcome = await runA2pd(['curves', `SA-KL=${student('sa-kl')}`, student('sa-kl'), '--svg', svg, '--json']);
  const { students } = expectDone(outcome);
  expect(students.map(({ label }: { label: string }) => label)).toEqual(['SA-KL', 'sa-kl']);
  expect(students[0].best.validation.accuracy).toBeGreaterThanOrEqual(0);
  // Two lines of one label would be one.
  const alike = [student('sa-kl'), `sa-kl=${student('kept-epoch-3')}`];
  const { students: named } = expectDone(await runA2pd(['curves', ...alike, '--json']));
  expect(named.map(({ label }: { label: string }) => label)).toEqual(alike);
  const drawn = await readFile(svg, 'utf8');
  expect(drawn).toMatch(/^<svg.*Jacobian norm.*<\/svg>/s);
  expect(drawn).toContain('SA-KL');
});

it('shows what attacks change of a student after an epoch, once it was audited', async () => {
  const kept = join(runs, 'tiny', 'audited-epoch-1');
  expectDone(await runA2pd(['distill', '--student', 'audited', '--keep-epochs', '1', ...small, ...inRun]));
  const svg = join(runs, 'fallen.svg');
  const curves = ['curves', kept, '--audited', '--svg', svg, '--json'];
  expect(expectRefused(await runA2pd(curves))).toMatchObject({
    ...{ code: 'FILE_UNAVAILABLE', message: expect.stringContaining('an audit of audited-epoch-1') },
  });
  const brief = ['--states', '4', '--episodes', '2', '--max-agent-steps', '5', '--steps', '2', '--restarts', '2'];
  expectDone(await runA2pd(['audit', '--policy', 'audited-epoch-1', '--queries', '4', ...brief, ...inRun]));
  expect(expectDone(await runA2pd(curves)).students).toMatchObject([
    { label: 'audited-epoch-1', epoch: 1, audit: { policyName: 'audited-epoch-1', states: 4 } },
  ]);
  expect(await readFile(svg, 'utf8')).toContain('any attack of the audit');
  expect((await runA2pd(['curves', kept, '--audited'])).stdout).toMatch(/^\| epoch \| 1 \|$/m);
});

describe('--resume', () => {
  const config = ['--method', 'pgm', '--patience-epochs', '200', ...small.with(-1, '120')];

  it('continues after Ctrl-C to the very bytes of a run that was never stopped', async () => {
    const [stopped, whole] = [student('stopped'), student('whole')];
    expectDone(await runA2pd(['distill', '--student', whole, ...config, ...inRun]));
    const outcome = await runA2pd(
      ['distill', '--student', stopped, ...config, '--keep-epochs', '120', '--checkpoint-seconds', '0', ...inRun],
      onceAnEpochIsKept('SIGINT'),
    );
    expect(outcome.status).toBe(130);
    const error = expectRefused(outcome);
    expect(error.code).toBe('INTERRUPTED');
    expect(error.message).toContain(`continue with a2pd distill --resume tiny --runs ${runs} --student ${stopped}`);
    expect(await readdir(runs)).not.toContain('stopped');

    const other = await runA2pd(['distill', '--student', stopped, ...config, '--eta', '1', ...inRun]);
    expect(expectRefused(other)).toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('begun otherwise'),
    });

    const resumed = ['distill', '--resume', 'tiny', '--student', stopped, '--runs', runs, '--json'];
    expect(expectRefused(await runA2pd([...resumed, '--run', 'other']))).toMatchObject({
      ...{ code: 'INVALID_ARGUMENT', message: expect.stringContaining('one run, other or tiny') },
    });
    expect(expectRefused(await runA2pd([...resumed, '--keep-epochs', '1']))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringMatching(/epochs to keep after the \d+ done .*but received 1;/),
    });

    const { resumedEpochs, epochs } = expectDone(await runA2pd(resumed));
    expect(resumedEpochs).toBeGreaterThan(0);
    expect(resumedEpochs).toBeLessThan(epochs);
    expect(await readdir(runs)).not.toContain('stopped-training');
    expect(await weightsOf(stopped)).toEqual(await weightsOf(whole));
    // It remembered what it was to keep.
    expect(await readdir(runs)).toContain('stopped-epoch-120');
    const label = async (folder: string) =>
      JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')).scaledDown;
    expect(await label(stopped)).toBe(await label(whole));
    expect(await label(stopped)).toContain('120 of 1,000 epochs');
  });

  it('continues what was killed from its last checkpoint, to the same bytes', async () => {
    const [stopped, whole] = [student('stopped'), student('whole')];
    await rm(stopped, { recursive: true });
    const args = ['distill', '--student', stopped, ...config, ...inRun];
    const killed = await runA2pd([...args, '--checkpoint-seconds', '0'], onceAnEpochIsKept('SIGKILL'));
    expect(killed.status).toBeNull();
    expect(expectDone(await runA2pd(args)).resumedEpochs).toBeGreaterThan(0);
    expect(await weightsOf(stopped)).toEqual(await weightsOf(whole));
  });

  it('forgets what it was told to begin anew in the place of', async () => {
    const to = student('anew');
    const args = ['distill', '--student', to, ...config, ...inRun];
    await runA2pd([...args, '--checkpoint-seconds', '0'], {
      signalOnce: { signal: 'SIGKILL', when: () => existsSync(join(`${to}-training`, 'manifest.json')) },
    });
    const restarted = await runA2pd([...args, '--restart', '--seed', '77'], {
      signalOnce: { signal: 'SIGKILL', when: () => !existsSync(`${to}-training`) },
    });
    expect(restarted.status).toBeNull();
    const resumed = ['distill', '--student', to, '--resume', ...small, '--method', 'kl', ...inRun];
    const { resumedEpochs } = expectDone(await runA2pd(resumed));
    expect(resumedEpochs).toBe(0);
  });

  it('begins where there is nothing to continue', async () => {
    const to = student('fresh');
    const outcome = await runA2pd(['distill', '--student', to, '--resume', '--method', 'kl', ...small, ...inRun]);
    expect(expectDone(outcome)).toMatchObject({ epochs: 3, resumedEpochs: 0 });
  });

  it('does a finished one no second time, and puts no other in its place', async () => {
    const whole = student('whole');
    const manifest = () => readFile(join(whole, 'manifest.json'), 'utf8');
    const before = await manifest();
    const again = await runA2pd(['distill', '--student', whole, ...config, ...inRun]);
    expect(expectDone(again)).toMatchObject({ epochs: 120, resumedEpochs: 120, best: { epoch: expect.any(Number) } });
    expect(again.stderr).toContain('is there already, distilled to its end');
    const resumed = await runA2pd(['distill', '--student', whole, '--resume', ...inRun]);
    expect(expectDone(resumed)).toMatchObject({ epochs: 120, resumedEpochs: 120 });
    const other = await runA2pd(['distill', '--student', whole, ...config, '--eta', '1', ...inRun]);
    expect(expectRefused(other)).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('replace it by --restart, or name another student'),
    });
    expect(await manifest()).toBe(before);
    const brief = config.with(config.indexOf('120'), '2');
    const ofFewPairs = ['--set', 'epochPairs=32'];
    expectDone(await runA2pd(['distill', '--student', whole, ...brief, ...ofFewPairs, '--restart', ...inRun]));
    expect(await manifest()).not.toBe(before);
    const ofAll = await runA2pd(['distill', '--student', whole, ...brief, ...inRun]);
    expect(expectRefused(ofAll)).toMatchObject({ code: 'INVALID_STATE' });
  });
});

describe('--precision fastest', () => {
  const to = student('fastest');
  const args = [
    'distill',
    '--student',
    to,
    '--precision',
    'fastest',
    '--method',
    'pgm',
    ...small.with(-1, '60'),
    ...inRun,
  ];
  const precisionIn = async (folder: string) => {
    const { config } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    return (config.distillation ?? config).precision as string;
  };

  it('is measured once: what goes on, or is done, keeps the precision that was found', async () => {
    const when = () => existsSync(join(`${to}-training`, 'manifest.json'));
    const stopped = await runA2pd([...args, '--checkpoint-seconds', '0'], { signalOnce: { signal: 'SIGINT', when } });
    expect(stopped.status).toBe(130);
    const found = await precisionIn(`${to}-training`);
    expect(stopped.stderr).toContain(`Precision: ${found}; `);
    const other = found === 'float32' ? 'mixed-bfloat16' : 'float32';
    const refused = await runA2pd(args.with(args.indexOf('fastest'), other));
    expect(expectRefused(refused)).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    const resumed = await runA2pd(args);
    expect(expectDone(resumed).resumedEpochs).toBeGreaterThan(0);
    expect(resumed.stderr).not.toContain('Precision: ');
    expect(await precisionIn(to)).toBe(found);
    const again = await runA2pd(args);
    expect(expectDone(again)).toMatchObject({ resumedEpochs: 60 });
    expect(again.stderr).not.toContain('Precision: ');
    const whole = student('whole-fastest');
    expectDone(await runA2pd(args.with(args.indexOf(to), whole).with(args.indexOf('fastest'), found)));
    expect(await weightsOf(to)).toEqual(await weightsOf(whole));
    const byDefault = args.toSpliced(args.indexOf('--precision'), 2).with(args.indexOf(to), whole);
    expect(expectRefused(await runA2pd(byDefault))).toMatchObject({ code: 'INVALID_STATE' });
  });
});

/** Sends a signal between the first epoch of the student `stopped` and its end. */
function onceAnEpochIsKept(signal: NodeJS.Signals): RunOptions {
  return { signalOnce: { signal, when: () => existsSync(join(runs, 'stopped-training', 'manifest.json')) } };
}

it('tells when the prescriptions are of another teacher', async () => {
  const run = join(runs, 'other');
  await cp(join(runs, 'tiny', 'prescriptions'), join(run, 'prescriptions'), { recursive: true });
  await saveTinyTeacher(join(run, 'teacher'));
  const args = ['distill', '--run', 'other', '--runs', runs, '--json', ...small.with(-1, '1')];
  const outcome = await runA2pd(args);
  expectDone(outcome);
  expect(outcome.stderr).toContain('not of the teacher now in');
});

it.each([
  [['--method', 'pgm', '--beta', '1'], 'INVALID_CONFIG', 'beta'],
  [['--method', 'cross-entropy', '--epsilon', '0.1'], 'INVALID_CONFIG', 'epsilon'],
  [['--set', 'batchSize=1000000000'], 'INVALID_CONFIG', 'batchSize'],
  [['--set', 'learningRate=1e30', '--method', 'cross-entropy', '--split-by', 'row'], 'NOT_FINITE', 'of epoch 1'],
  [['--prescriptions', join(runs, 'tiny', 'teacher')], 'INCOMPATIBLE_ARTEFACT', 'prescriptions'],
])('%j is refused with %s', async (args, code, hint) => {
  const error = expectRefused(await runA2pd(['distill', ...args, '--student', student('refused'), ...inRun]));
  expect(error.code).toBe(code);
  expect(error.message).toContain(hint);
});

it('lists every method with its source', async () => {
  const { stdout } = await runA2pd(['distill', '--help']);
  for (const name of ['a2pd', 'pgm', 'cross-entropy+jr', 'kl', 'fgsm', 'pgd', 'sa-kl']) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name.replace('+', '\\+')} +.+\\n {18,}\\S`, 'm'));
  }
});
