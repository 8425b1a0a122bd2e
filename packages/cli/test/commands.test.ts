/** Every command from ROM to report, in tiny numbers, on the real parts; and what each says when it is misused. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvents } from '@a2pd/tensorboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-cli-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

const inRun = () => ['--run', 'tiny', '--runs', runs, '--json'];

async function runToJson(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(stderr).not.toContain('a2pd:');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe('from ROM to report', () => {
  it('trains a teacher', async () => {
    const smallNetwork = ['--set', 'hiddenUnits=32', 'replayCapacity=2000', 'learningStartsAgentSteps=200'];
    const trained = await runToJson([
      ...['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--agent-steps', '320', '--environments', '4'],
      ...['--evaluation-episodes', '1', '--no-tensorboard', ...smallNetwork, ...inRun()],
    ]);
    expect(trained).toMatchObject({ agentSteps: 320, updates: 59, interrupted: false });
    expect(trained.bestEvaluationReturn).toBeGreaterThanOrEqual(-21);
    expect(trained.next).toBe(`a2pd collect --run tiny --runs ${runs}`);
  });

  it('collects prescriptions', async () => {
    const collected = await runToJson(['collect', '--pairs', '400', '--environments', '4', ...inRun()]);
    expect(collected).toMatchObject({ pairs: 400 });
    expect(collected.compressionRatio).toBeGreaterThan(10);
  });

  it('distils a student', async () => {
    const distilled = await runToJson([
      ...['distill', '--hyperparameters', 'pipeline', '--max-epochs', '2', '--warmup-epochs', '1', ...inRun()],
    ]);
    expect(distilled.epochs).toBe(2);
    expect(distilled.best.validation.accuracy).toBeGreaterThan(0);
  });

  it('evaluates teacher and student, clean and attacked, and keeps a record an episode', async () => {
    const brief = ['--episodes', '2', '--max-agent-steps', '40', '--record', '20', ...inRun()];
    await runToJson(['evaluate', '--policy', 'teacher', ...brief]);
    await runToJson(['evaluate', ...brief]);
    const { directory, summary } = await runToJson([
      ...['evaluate', '--attack', 'pgd', '--steps', '4', '--epsilon', '3/255', ...brief],
    ]);
    expect(summary).toMatchObject({ attackLabel: 'PGD-4 (ε = 3/255)', labels: 'teacher', agentSteps: 80 });
    expect(summary.maxPerturbation).toBeCloseTo(3 / 255, 6);
    const lines = (await readFile(join(directory, 'episodes.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).agentSteps)).toEqual([40, 40]);
    const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8'));
    expect(manifest.scaledDown).toContain('320 of 4,000,000 agent steps of training');
    expect(manifest.scaledDown).toContain('2 of 50 evaluation episodes');
  });

  it('goes on when nobody reads its progress any more', async () => {
    const args = ['evaluate', '--episodes', '1', '--max-agent-steps', '20', '--attack', 'fgsm', '--epsilon', '1/255'];
    const { status, stdout } = await runA2pd([...args, ...inRun()], { closeStderr: true });
    expect(status).toBe(0);
    expect(JSON.parse(stdout).summary).toMatchObject({ agentSteps: 20 });
  });

  it('writes the report', async () => {
    const { report, rows } = await runToJson(['report', ...inRun()]);
    expect(rows).toHaveLength(4);
    const html = await readFile(report, 'utf8');
    expect(html).toContain('PGD-4 (ε = 3/255)');
    expect(html.toLowerCase()).toContain('scaled down');
    expect(html).toContain('data:image/gif;base64,');
  });

  it('leaves nothing but whole artefacts', async () => {
    expect((await readdir(join(runs, 'tiny'))).sort()).toEqual([
      'evaluations',
      'metrics.jsonl',
      'prescriptions',
      'report',
      'student',
      'teacher',
      'teacher-last',
      'training',
    ]);
  });
});

describe('train --resume', () => {
  it('ends with the weights of a run that was never stopped', async () => {
    const train = (run: string, agentSteps: number) => [
      ...['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--environments', '2', '--runs', runs, '--json'],
      ...['--run', run, '--agent-steps', String(agentSteps), '--evaluation-episodes', '1', '--set', 'hiddenUnits=16'],
      ...['learningStartsAgentSteps=100', 'replayCapacity=1000', 'checkpointPeriodAgentSteps=120'],
    ];
    await runToJson(train('whole', 200));
    // Killed without warning after the checkpoint at agent step 120.
    const killed = await runA2pd(train('cut', 200), {
      signalOnce: {
        signal: 'SIGKILL',
        when: () => existsSync(join(runs, 'cut', 'training', 'checkpoint-120', 'manifest.json')),
      },
    });
    expect(killed.status).toBeNull();
    expect(await runToJson(['train', '--resume', 'cut', '--runs', runs, '--json'])).toMatchObject({ agentSteps: 200 });
    const read = (run: string, file: string) => readFile(join(runs, run, file));
    expect(await read('cut', 'teacher/weights.safetensors')).toEqual(
      await read('whole', 'teacher/weights.safetensors'),
    );
    expect(await read('cut', 'metrics.jsonl')).toEqual(await read('whole', 'metrics.jsonl'));
    const [killedFile, resumedFile] = (await readdir(join(runs, 'cut', 'tensorboard'))).sort();
    expect(decodeEvents(await read('cut', `tensorboard/${killedFile}`))[1]).toMatchObject({ step: 0 });
    expect(decodeEvents(await read('cut', `tensorboard/${resumedFile}`))[1]).toMatchObject({
      ...{ isSessionStart: true, step: 121 },
    });
  });

  it('labels a run that goes on longer than planned with its new length', async () => {
    expect(
      await runToJson(['train', '--resume', 'whole', '--agent-steps', '204', '--runs', runs, '--json']),
    ).toMatchObject({ agentSteps: 204 });
    const manifest = JSON.parse(await readFile(join(runs, 'whole', 'teacher', 'manifest.json'), 'utf8'));
    expect(manifest.scaledDown).toMatch(/^204 of 4,000,000 agent steps/);
  });

  it('explains what is missing', async () => {
    const { stderr } = await runA2pd(['train', '--resume', 'absent', '--runs', runs, '--json']);
    expect(JSON.parse(stderr.trim().split('\n').at(-1)!).error.code).toBe('FILE_UNAVAILABLE');
    expect((await runA2pd(['train'])).stderr).toContain('--game and --run, or --resume');
  });
});

describe('Ctrl-C', () => {
  it('stops training at the next step and keeps what was learned', async () => {
    const metrics = join(runs, 'stopped', 'metrics.jsonl');
    const hasLearned = () => existsSync(metrics) && readFileSync(metrics, 'utf8').includes('"learning"');
    const { status, stdout, stderr } = await runA2pd(
      [
        ...['train', '--game', 'pong', '--run', 'stopped', '--runs', runs, '--hyperparameters', 'pipeline', '--json'],
        ...['--set', 'hiddenUnits=16', 'learningStartsAgentSteps=100', 'metricsPeriodAgentSteps=20'],
      ],
      { signalOnce: { signal: 'SIGINT', when: hasLearned } },
    );
    expect(stderr).toContain('stopping at the next safe point');
    expect(status).toBe(130);
    const { interrupted, agentSteps } = JSON.parse(stdout);
    expect(interrupted).toBe(true);
    expect(JSON.parse(stdout).next).toBe(`a2pd train --resume stopped --runs ${runs}`);
    const teacher = join(runs, 'stopped', 'teacher');
    expect(await readdir(teacher)).toEqual(['manifest.json', 'weights.safetensors']);
    // Not the 30,000 that it was to be.
    const { scaledDown } = JSON.parse(await readFile(join(teacher, 'manifest.json'), 'utf8'));
    expect(scaledDown).toContain(`${agentSteps.toLocaleString('en')} of 4,000,000 agent steps of training`);
  });
});

describe('bad input', () => {
  it.each([
    [['train', '--game', 'pongg', '--run', 'x'], 'UNKNOWN_GAME', 'did you mean pong'],
    [['train', '--game', 'pong', '--run', 'x', '--set', 'batchSiz=3'], 'INVALID_CONFIG', 'batchSiz'],
    [['train', '--game', 'pong', '--run', '../x'], 'INVALID_ARGUMENT', 'a run name'],
    [['collect', '--run', 'absent'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['distill', '--run', 'absent'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['evaluate', '--run', 'absent', '--attack', 'fgsm', '--steps', '3'], 'INVALID_ARGUMENT', '--steps'],
    [['report', '--run', 'absent'], 'FILE_UNAVAILABLE', 'a2pd evaluate --run absent'],
    [['trace', '--game', 'pong'], 'INVALID_ARGUMENT', '--actions'],
    [['trace', '--game', 'pong', '--actions', 'absent.txt'], 'FILE_UNAVAILABLE', 'absent.txt'],
  ])('%j is refused with %s', async (args, code, hint) => {
    const { status, stdout, stderr } = await runA2pd([
      ...args,
      '--json',
      ...(args[0] === 'trace' ? [] : ['--runs', runs]),
    ]);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error.code).toBe(code);
    expect(error.message).toContain(hint);
    expect(stdout).toBe('');
    expect([1, 2]).toContain(status);
  });

  it('an unwritable run folder', async () => {
    const file = join(runs, 'a-file');
    await writeFile(file, '');
    const { status, stderr } = await runA2pd(['train', '--game', 'pong', '--run', 'x', '--runs', file, '--json']);
    expect(JSON.parse(stderr.trim().split('\n').at(-1)!).error.code).toBe('FILE_UNAVAILABLE');
    expect(status).toBe(1);
  });

  it('unknown commands and options show the way', async () => {
    expect(await runA2pd(['trian'])).toMatchObject({ status: 2, stderr: expect.stringContaining('train') });
    expect(await runA2pd(['train', '--gam', 'pong'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--game'),
    });
  });
});

describe('TensorFlow', () => {
  const tellAtExit = `process.on('exit', () => console.error(
    process.report.getReport().sharedObjects.some((file) => file.includes('tfjs_binding')) ? 'loaded' : 'not loaded'));`;
  const environment = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(tellAtExit)}"` };

  it.each([[['distill', '--help']], [['evaluate', '--help']], [['zoo', 'list', '--json']]])(
    'is not loaded for %j, which needs none',
    async (args) => {
      const { status, stderr } = await runA2pd(args, { environment });
      expect({ status, stderr }).toEqual({ status: 0, stderr: 'not loaded\n' });
    },
  );

  it('is loaded where a policy plays', async () => {
    const { stderr } = await runA2pd(
      ['evaluate', '--policy', 'zoo:freeway/teacher', '--episodes', '1', '--max-agent-steps', '4', ...inRun()],
      { environment },
    );
    expect(stderr).toMatch(/\bloaded\n$/);
    expect(stderr).not.toContain('not loaded');
  });
});
