/** Training runs that are stopped, lengthened, damaged or started twice, in tiny numbers on the real parts. */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckpointStore } from '@a2pd/rainbow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';
import { saveTinyTeacher } from './tiny-policies.js';

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-train-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

const begin = (run: string, ...more: readonly string[]) => [
  ...['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--environments', '2', '--evaluation-episodes', '1'],
  ...['--no-tensorboard', '--json', '--runs', runs, '--run', run, ...more],
  ...['--set', 'hiddenUnits=16', 'learningStartsAgentSteps=60', 'replayCapacity=1000', 'checkpointPeriodAgentSteps=60'],
];
const resume = (run: string, ...more: readonly string[]) => [
  ...['train', '--resume', run, '--no-tensorboard', '--json', '--runs', runs, ...more],
];

async function succeed(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(status, stderr).toBe(0);
  return { result: JSON.parse(stdout), stderr };
}

async function fail(args: readonly string[]) {
  const { status, stdout, stderr } = await runA2pd(args);
  expect(stdout).toBe('');
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error as { code: string; message: string };
}

const weights = (run: string, policy: string) => readFile(join(runs, run, policy, 'weights.safetensors'));

describe('a run that goes on', () => {
  it('longer than it was meant to ends with the weights of one that was meant to', async () => {
    await succeed(begin('short', '--agent-steps', '120'));
    const { result, stderr } = await succeed(resume('short', '--agent-steps', '180'));
    expect(stderr).toContain('Continuing short at agent step 120');
    expect(stderr).toMatch(/Checkpoint at agent step 180: .* MB, .* of them new, [\d.]+ s, frames \d{2,}x smaller/);
    expect(result).toMatchObject({ agentSteps: 180, ending: 'completed', lastCheckpoint: { agentSteps: 180 } });
    await succeed(begin('long', '--agent-steps', '180'));
    expect(await weights('short', 'teacher-last')).toEqual(await weights('long', 'teacher-last'));
    expect((await readdir(join(runs, 'short', 'training'))).sort()).toEqual(['checkpoint-120', 'checkpoint-180']);
  });

  it('from the checkpoint before, when the newest is damaged', async () => {
    const file = join(runs, 'long', 'training', 'checkpoint-180', 'state.json');
    await writeFile(file, (await readFile(file)).subarray(0, 100));
    const last = await weights('long', 'teacher-last');
    await rm(join(runs, 'long', 'teacher-last'), { recursive: true });
    const { stderr } = await succeed(resume('long'));
    expect(stderr).toContain('The checkpoint at agent step 180 is damaged, the one before it serves');
    expect(stderr).toContain('Continuing long at agent step 120');
    expect(await weights('long', 'teacher-last')).toEqual(last);
  });

  it('not for less than it has done', async () => {
    const metrics = () => readFile(join(runs, 'short', 'metrics.jsonl'), 'utf8');
    const before = await metrics();
    const { code, message } = await fail(resume('short', '--agent-steps', '100'));
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message).toContain('above the 180 that are done');
    expect(await metrics()).toBe(before);
  });

  it('without its replay after a light checkpoint', async () => {
    await succeed(begin('light', '--agent-steps', '120', '--checkpoint', 'light'));
    expect(await readdir(join(runs, 'light', 'training', 'checkpoint-120'))).not.toContain('replay');
    const { result, stderr } = await succeed(resume('light', '--agent-steps', '240'));
    expect(stderr).toContain('Without its replay: new episodes begin, and learning goes on after 60 agent steps');
    expect(stderr).toMatch(/Checkpoint at agent step 240: .* no replay/);
    // 29 in the first 120 agent steps, none while the replay fills, then one for every second.
    expect(result.updates).toBe(30 + 30);
  });
});

describe('--precision fastest', () => {
  it('is measured once: the run goes on in the precision that was found, to the same weights', async () => {
    const brief = ['--agent-steps', '120'];
    const { stderr } = await succeed(begin('fastest', '--precision', 'fastest', ...brief));
    const [newest] = await new CheckpointStore(join(runs, 'fastest', 'training')).list();
    const checkpoint = join(runs, 'fastest', 'training', `checkpoint-${newest}`, 'manifest.json');
    const found = JSON.parse(await readFile(checkpoint, 'utf8')).config.training.precision as string;
    expect(stderr).toContain(`Precision: ${found}; `);
    const longer = await succeed(resume('fastest', '--agent-steps', '180'));
    expect(longer.stderr).not.toContain('Precision: ');
    await succeed(begin('given', '--precision', found, '--agent-steps', '180'));
    expect(await weights('fastest', 'teacher-last')).toEqual(await weights('given', 'teacher-last'));
  });
});

describe('a run that is done', () => {
  it('reports the same when it is continued again', async () => {
    const every60 = ['evaluationPeriodAgentSteps=60'];
    await succeed([...begin('done', '--agent-steps', '120'), ...every60]);
    const metrics = () => readFile(join(runs, 'done', 'metrics.jsonl'), 'utf8');
    const before = await metrics();
    expect(before.match(/"evaluation"/g)).toHaveLength(2);
    await succeed(resume('done'));
    expect(await metrics()).toBe(before);
  });

  it('is the parent of one that starts from it, also when that is stopped in between', async () => {
    const child = [...begin('child', '--agent-steps', '120'), '--from', join(runs, 'done', 'teacher')];
    await succeed(child);
    const manifestOf = async (run: string) =>
      JSON.parse(await readFile(join(runs, run, 'teacher', 'manifest.json'), 'utf8'));
    const begun = await manifestOf('child');
    expect(begun.parents).toMatchObject([{ kind: 'policy' }]);
    await succeed(resume('child', '--agent-steps', '180'));
    const { parents, summary, scaledDown } = await manifestOf('child');
    expect(parents).toEqual(begun.parents);
    const { agentSteps } = (await manifestOf('done')).summary;
    expect(summary.agentStepsBefore).toBe(agentSteps);
    expect(scaledDown).toContain(
      `${agentSteps + 180} of 4,000,000 agent steps of training, ${agentSteps} of them by the teacher it started from`,
    );
  });

  it('is kept when what should replace it cannot begin', async () => {
    const before = await readdir(join(runs, 'done', 'training'));
    const again = (...more: readonly string[]) =>
      fail([...begin('done', '--restart', '--agent-steps', '120'), ...more]);
    expect(await again('--from', join(runs, 'nobody'))).toMatchObject({ code: 'FILE_UNAVAILABLE' });
    expect(await again('--set', 'adamBeta1=1')).toMatchObject({ code: 'INVALID_CONFIG' });
    expect(await again('--set', 'replayCapacity=20', 'learningStartsAgentSteps=20', 'batchSize=4')).toMatchObject({
      code: 'INVALID_CONFIG',
    });
    const ofAnotherNetwork = ['--from', join(runs, 'done', 'teacher'), '--set', 'hiddenUnits=8'];
    expect(await again(...ofAnotherNetwork)).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    const withMoreActions = ['--from', join(runs, 'done', 'teacher'), '--preset', 'revisiting-ale'];
    expect(await again(...withMoreActions)).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    expect(await readdir(join(runs, 'done', 'training'))).toEqual(before);
  });
});

it('leaves nothing of the run that it was begun anew in the place of', async () => {
  await succeed(begin('given-up', '--agent-steps', '62'));
  const isGone = () => !existsSync(join(runs, 'given-up', 'teacher'));
  const args = begin(
    'given-up',
    '--restart',
    '--agent-steps',
    '30000',
    '--seed',
    '2',
    '--set',
    'evaluationPeriodAgentSteps=30000',
  );
  const long = args.map((arg) => (arg === 'checkpointPeriodAgentSteps=60' ? 'checkpointPeriodAgentSteps=30000' : arg));
  const killed = await runA2pd(long, { signalOnce: { signal: 'SIGKILL', when: isGone } });
  expect(killed.status).toBeNull();
  // Else a report would set the new run's curve beside the old run's seed, and collecting would ask the old teacher.
  expect(await fail(['collect', '--run', 'given-up', '--runs', runs, '--json'])).toMatchObject({
    code: 'FILE_UNAVAILABLE',
  });
});

describe('PQN', () => {
  const tiny = ['--set', 'hiddenUnits=16', 'segmentAgentSteps=16', 'batchSize=32', 'checkpointPeriodAgentSteps=64'];
  const beginPqn = (run: string, ...more: readonly string[]) => [
    ...['train', '--game', 'pong', '--hyperparameters', 'pqn', '--environments', '4', '--evaluation-episodes', '1'],
    ...['--evaluation-max-agent-steps', '40', '--no-tensorboard', '--json', '--runs', runs, '--run', run, ...more],
    ...tiny,
  ];

  it('trains a teacher that plays, is attacked and distilled from, and goes on to the same weights', async () => {
    const { result, stderr } = await succeed(beginPqn('pqn', '--agent-steps', '192'));
    // 64 agent steps a segment, two epochs of two batches.
    expect(result).toMatchObject({ agentSteps: 192, updates: 12, ending: 'completed' });
    expect(stderr).toContain('PQN has no replay: it learns from what it has just seen');
    const manifest = JSON.parse(await readFile(join(runs, 'pqn', 'teacher', 'manifest.json'), 'utf8'));
    expect(manifest.scaledDown).toMatch(/^PQN instead of Rainbow; 192 of 4,000,000 agent steps of training/);

    const set = ['learningRateDecayAgentSteps=192'];
    await succeed([...beginPqn('pqn-short', '--agent-steps', '64'), ...set]);
    await succeed(resume('pqn-short', '--agent-steps', '192'));
    expect(await weights('pqn-short', 'teacher-last')).toEqual(await weights('pqn', 'teacher-last'));

    const policy = ['--runs', runs, '--run', 'pqn', '--policy', 'teacher', '--json'];
    const brief = ['--episodes', '1', '--max-agent-steps', '20'];
    const attacked = await succeed(['evaluate', ...policy, ...brief, '--attack', 'fgsm']);
    expect(attacked.result.summary.returns.mean).toBeLessThanOrEqual(0);
    const collected = await succeed(['collect', '--runs', runs, '--run', 'pqn', '--pairs', '64', '--json']);
    expect(collected.result.pairs).toBe(64);
    const refused = await fail(['certify', ...policy, '--states', '4']);
    expect(refused).toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
    expect(refused.message).toMatch(/layer normalisation, as PQN has"?; certify a student of it/);
    const exported = join(runs, 'pqn.onnx');
    await succeed(['export', '--policy', join(runs, 'pqn', 'teacher'), '--to', 'onnx', '--output', exported, '--json']);
    expect((await stat(exported)).size).toBeGreaterThan(1_000);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a limit for a replay that it has not', ['--replay-memory', '1GB'], /Expected no limit for the replay of PQN/],
    ['hyper-parameters of Rainbow', ['--set', 'nSteps=3'], /Unrecognized key: "nSteps"/],
    ['batches that no segment fills', ['--set', 'batchSize=4096'], /batchSize of at most 64/],
    ['a misspelt one', ['--set', 'lamda=1'], /"lamda"; did you mean lambda\?/],
    ['a defence', ['--defence', 'radial'], /Unrecognized key: "defence"/],
  ])('refuses %s', async (_, options, message) => {
    const { message: received } = await fail([...beginPqn('pqn-refused', '--agent-steps', '64'), ...options]);
    expect(received).toMatch(message);
    expect(existsSync(join(runs, 'pqn-refused', 'training'))).toBe(false);
  });
});

describe('--preset', () => {
  it('trains on its screens, whose stacks may begin with the first frame', async () => {
    const { result } = await succeed(begin('gymnasium', '--preset', 'gymnasium', '--agent-steps', '120'));
    expect(result).toMatchObject({ agentSteps: 120, updates: expect.any(Number) });
    expect(result.updates).toBeGreaterThan(0);
    const { config } = JSON.parse(await readFile(join(runs, 'gymnasium', 'teacher', 'manifest.json'), 'utf8'));
    expect(config).toMatchObject({ preset: 'gymnasium', training: { stackPadding: 'first-frame' } });
    const otherwise = begin('zeros', '--preset', 'gymnasium', '--agent-steps', '120', '--set', 'stackPadding=zeros');
    expect(await fail(otherwise)).toMatchObject({ code: 'INVALID_CONFIG' });
  });
});

describe('--target-return', () => {
  it('ends at the first evaluation that is good enough', async () => {
    const every60 = ['evaluationPeriodAgentSteps=60'];
    const { result } = await succeed([...begin('early', '--target-return', '-21', '--agent-steps', '600'), ...every60]);
    expect(result).toMatchObject({
      agentSteps: 60,
      ending: 'target-return',
      next: `a2pd collect --run early --runs ${runs}`,
    });
    // A teacher that is good enough from the beginning is the run's.
    const from = ['--from', join(runs, 'early', 'teacher'), '--target-return', '-21', '--agent-steps', '600'];
    const { result: atOnce } = await succeed(begin('at-once', ...from));
    expect(atOnce).toMatchObject({ agentSteps: 0, ending: 'target-return' });
    expect(await weights('at-once', 'teacher')).toEqual(await weights('early', 'teacher'));
    const { stdout } = await runA2pd(['watch', '--json', '--run', 'early', '--runs', runs]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'finished', agentSteps: 60, totalAgentSteps: 600 });
  });
});

describe('what is refused', () => {
  it('a second process in the same run; a killed one is no hindrance', async () => {
    let second: Promise<{ code: string; message: string }> | undefined;
    let isRefused = false;
    const hasRefusedTheSecond = () => {
      if (!second && !existsSync(join(runs, 'busy', 'training', 'checkpoint-60', 'manifest.json'))) return false;
      second ??= fail(resume('busy')).finally(() => {
        isRefused = true;
      });
      return isRefused;
    };
    const first = await runA2pd(begin('busy', '--agent-steps', '100000'), {
      signalOnce: { signal: 'SIGKILL', when: hasRefusedTheSecond },
    });
    expect(first.status).toBeNull();
    expect(await second).toMatchObject({ code: 'IN_USE', message: expect.stringContaining('at work in the run busy') });
    expect(await fail(begin('busy'))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('a2pd train --resume busy'),
    });
    await succeed(begin('busy', '--restart', '--agent-steps', '62'));
    expect(await readdir(join(runs, 'busy', 'training'))).toEqual(['checkpoint-60', 'checkpoint-62']);
    expect((await readdir(join(runs, 'busy'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('a run whose teacher came from elsewhere', async () => {
    await saveTinyTeacher(join(runs, 'adopted', 'teacher'));
    expect(await fail(begin('adopted'))).toMatchObject({
      code: 'INVALID_STATE',
      message: expect.stringContaining('replace it by --restart, or choose another run'),
    });
  });

  it('more replay than --replay-memory allows', async () => {
    const args = ['train', '--game', 'pong', '--run', 'large', '--replay-memory', '2GB', '--json', '--runs', runs];
    const error = await fail(args);
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringContaining('replayCapacity=') });
    expect(await readdir(runs)).not.toContain('large');
    expect((await fail(args.with(6, '2 gigs'))).message).toContain('e.g. 2GB or 500MB (B, kB, ');
  });

  it('a checkpoint of another ROM', async () => {
    const store = new CheckpointStore(join(runs, 'early', 'training'));
    const { checkpoint, manifest } = await store.load();
    const { training: _, ...config } = manifest.config;
    await store.save(checkpoint, { game: 'pong', romMd5: '0'.repeat(32), config, seeds: manifest.seeds });
    expect(await fail(resume('early'))).toMatchObject({
      code: 'INCOMPATIBLE_ARTEFACT',
      message: expect.stringContaining('of another game'),
    });
  });

  it('a replay that is to be filled anew where a run begins', async () => {
    const { code, message } = await fail(begin('refilled', '--agent-steps', '120', '--refill-replay'));
    expect([code, message]).toEqual([
      'INVALID_ARGUMENT',
      '--refill-replay does nothing without --resume; give both, or leave it out',
    ]);
  });

  it('options that a run has from its checkpoint', async () => {
    const { status, stderr } = await runA2pd(resume('early', '--seed', '3'));
    expect([status, stderr]).toEqual([2, expect.stringContaining("cannot be used with option '--seed <n>'")]);
  });
});

describe('a defence', () => {
  const tiny = (run: string, ...more: readonly string[]) => [
    ...[
      'train',
      '--game',
      'pong',
      '--hyperparameters',
      'dqn-two-cores',
      '--environments',
      '2',
      '--evaluation-episodes',
      '1',
    ],
    ...['--evaluation-max-agent-steps', '40', '--no-tensorboard', '--json', '--runs', runs, '--run', run, ...more],
    ...['--set', 'hiddenUnits=16', 'learningStartsAgentSteps=60', 'replayCapacity=1000', 'batchSize=4'],
  ];
  const hyperparametersOf = async (run: string) =>
    JSON.parse(await readFile(join(runs, run, 'teacher-last', 'manifest.json'), 'utf8')).config.training;

  it('goes out from a DQN, and goes on to the weights of a run that was never stopped', async () => {
    await succeed(tiny('dqn', '--agent-steps', '80'));
    const from = [
      '--from',
      join(runs, 'dqn', 'teacher'),
      '--defence',
      'sa-convex',
      '--epsilon',
      '1/255',
      '--kappa',
      '0.1',
    ];
    const ramp = ['--ramp-end-agent-steps', '90'];
    await succeed(tiny('robust', ...from, ...ramp, '--agent-steps', '100'));
    await succeed(resume('robust', '--agent-steps', '120'));
    await succeed(tiny('robust-at-once', ...from, ...ramp, '--agent-steps', '120'));
    expect(await weights('robust', 'teacher-last')).toEqual(await weights('robust-at-once', 'teacher-last'));
    expect(await hyperparametersOf('robust')).toMatchObject({
      defence: { name: 'sa-convex', epsilon: 1 / 255, kappa: 0.1, hingeMargin: 1, rampEndAgentSteps: 90 },
    });
  });

  it.each<[string, readonly string[], string, RegExp]>([
    [
      'C51',
      ['--hyperparameters', 'two-cores', '--defence', 'radial'],
      'INVALID_CONFIG',
      /parts.distributional: expected false/,
    ],
    [
      'a ramp beyond the end',
      ['--defence', 'radial', '--ramp-end-agent-steps', '101'],
      'INVALID_CONFIG',
      /rampEndAgentSteps/,
    ],
    ['an option of another', ['--defence', 'radial', '--steps', '3'], 'INVALID_CONFIG', /"steps"/],
    ['no name', ['--kappa', '3'], 'INVALID_ARGUMENT', /--defence beside --kappa/],
  ])('is refused with %s', async (_, args, code, message) => {
    const refused = await fail([...tiny('refused', '--agent-steps', '100'), ...args]);
    expect(refused.code).toBe(code);
    expect(refused.message).toMatch(message);
    expect(existsSync(join(runs, 'refused'))).toBe(false);
  });

  it.each<[string, string, readonly string[], RegExp]>([
    ['of another game', 'boxing', [], /a teacher of pong .* "boxing"/],
    ['of another network', 'pong', [], /weights .* of float32/],
  ])('does not start from a teacher %s', async (_, game, more, message) => {
    const directory = join(runs, `tiny-${game}`);
    await saveTinyTeacher(directory, game);
    const args = ['--from', directory, '--defence', 'sa-convex', '--agent-steps', '100', ...more];
    const refused = await fail(tiny('refused', ...args));
    expect(refused.code).toBe('INCOMPATIBLE_ARTEFACT');
    expect(refused.message).toMatch(message);
  });

  it('is not cut short by a run that ends before its ramp', async () => {
    const refused = await fail(resume('robust', '--agent-steps', '85'));
    expect(refused.message).toMatch(/above the|rampEndAgentSteps/);
  });
});
