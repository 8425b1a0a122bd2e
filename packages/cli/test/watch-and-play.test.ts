/** A tiny training run, watched while it runs, shown in TensorBoard's files, and its teacher at play. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeEvents } from '@a2pd/tensorboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, runA2pd } from './run-a2pd.js';
import { saveTinyStudent, saveTinyTeacher } from './tiny-policies.js';

let runs: string;
let watched: Outcome;
const inRun = () => ['--run', 'tiny', '--runs', runs];

beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-watch-'));
  // The watcher comes first, and waits; training begins once it says so.
  let watching: Promise<Outcome> | undefined;
  await new Promise<void>((begin) => {
    watching = runA2pd(['watch', '--every', '50', ...inRun()], { onOutput: begin });
  });
  const trained = await runA2pd([
    ...['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--agent-steps', '160', '--environments', '4'],
    ...['--evaluation-episodes', '1', ...inRun(), '--set', 'hiddenUnits=16', 'replayCapacity=1000'],
    ...['learningStartsAgentSteps=100', 'metricsPeriodAgentSteps=20'],
  ]);
  expect(trained.stderr).not.toContain('a2pd:');
  watched = await watching!;
});
afterAll(() => rm(runs, { recursive: true, force: true }));

describe('a2pd watch', () => {
  it('waits for a run and follows it to its end', () => {
    const lines = watched.stdout.trim().split('\n');
    expect(lines[0]).toContain('tiny: not begun yet');
    expect(lines.at(-1)).toMatch(/^tiny: 160 of 160 agent steps, finished, loss [\d.]+, evaluation -?\d+ at 160/);
    expect(watched).toMatchObject({ status: 0, stderr: '' });
  });

  it('prints the state of a run once as JSON', async () => {
    const { status, stdout } = await runA2pd(['watch', '--json', ...inRun()]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ run: 'tiny', status: 'finished', agentSteps: 160, totalAgentSteps: 160, remainingSeconds: null },
      lastEvaluation: { agentSteps: 160 },
    });
    const absent = await runA2pd(['watch', '--json', '--run', 'absent', '--runs', runs]);
    expect(JSON.parse(absent.stdout)).toMatchObject({ status: 'waiting', agentSteps: 0, loss: null });
  });

  it('does not wait for a run that was killed', async () => {
    const lines = (await readFile(join(runs, 'tiny', 'metrics.jsonl'), 'utf8')).split('\n');
    await mkdir(join(runs, 'killed'));
    await writeFile(join(runs, 'killed', 'metrics.jsonl'), lines.filter((line) => !line.includes('"end"')).join('\n'));
    const { status, stdout } = await runA2pd(['watch', '--run', 'killed', '--runs', runs]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^killed: no longer at work, 160 of 160 agent steps.*before its first checkpoint.*\n$/);
  });

  it('has nothing to wait for where the teacher came from elsewhere', async () => {
    await saveTinyTeacher(join(runs, 'adopted', 'teacher'));
    const { status, stdout } = await runA2pd(['watch', '--run', 'adopted', '--runs', runs]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^adopted: .*nothing to watch\n$/) });
  });

  it('has nothing to wait for where a student was distilled from a teacher elsewhere', async () => {
    await saveTinyStudent(join(runs, 'distilled', 'mine'));
    const { status, stdout } = await runA2pd(['watch', '--run', 'distilled', '--runs', runs]);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining(`a2pd watch --web --run distilled --runs ${runs} shows what is distilled`),
    });
  });

  it('ends cleanly on Ctrl-C', async () => {
    const outcome = await runA2pd(['watch', '--run', 'absent', '--runs', runs], {
      signalOnce: { signal: 'SIGINT', when: ({ stdout }) => stdout.includes('not begun yet') },
    });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toContain(`a2pd train --game GAME --run absent --runs ${runs}`);
  });
});

describe('a2pd watch --web', () => {
  it('opens a page and ends at once on Ctrl-C', async () => {
    const { status, stdout, stderr } = await runA2pd(['watch', '--web', '--json', '--runs', runs], {
      signalOnce: { signal: 'SIGINT', when: ({ stdout }) => stdout.includes('\n') },
    });
    expect(status, stderr).toBe(130);
    expect(JSON.parse(stdout).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/$/);
  });

  it('is what a command without --run is asked to add', async () => {
    const { status, stderr } = await runA2pd(['watch', '--json', '--runs', runs]);
    expect(status).toBe(2);
    expect(JSON.parse(stderr.trim()).error).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('--web'),
    });
    const withPort = await runA2pd(['watch', '--run', 'tiny', '--port', '4000', '--json', '--runs', runs]);
    expect(withPort.stderr).toContain('--port does nothing without --web');
  });
});

describe('tensorboard', () => {
  it('has the curves of the run, its priorities and a picture of its teacher', async () => {
    const folder = join(runs, 'tiny', 'tensorboard');
    const [file, ...others] = await readdir(folder);
    expect(others).toEqual([]);
    const events = decodeEvents(await readFile(join(folder, file!)));
    expect(events[1]).toMatchObject({ step: 0, isSessionStart: true });
    const values = events.flatMap(({ step, values }) => values.map((value) => ({ step, ...value })));
    const metrics = (await readFile(join(runs, 'tiny', 'metrics.jsonl'), 'utf8')).trim().split('\n');
    const learning = metrics.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'learning');
    expect(values.filter(({ tag }) => tag === 'training/loss').map(({ step, value }) => [step, value])).toEqual(
      learning.map(({ agentSteps, loss }) => [agentSteps, Math.fround(loss)]),
    );
    const priorities = values.filter(({ tag }) => tag === 'replay/priority');
    expect(priorities.map(({ countOfValues }) => countOfValues)).toEqual(learning.map(() => 32));
    const [picture] = values.filter(({ tag }) => tag === 'evaluation/episode');
    expect(picture!.step).toBe(160);
    expect(Buffer.from(picture!.encoded!).toString('latin1', 0, 6)).toBe('GIF89a');
    expect(new Set(values.map(({ tag }) => tag))).toEqual(
      new Set([
        ...[
          'training/loss',
          'training/gradient_norm',
          'replay/priority',
          'evaluation/episode',
          'evaluation/mean_return',
        ],
        ...['schedule/importance_sampling_exponent', 'schedule/exploration_epsilon'],
        ...['speed/agent_steps_per_second', 'speed/updates_per_second'],
        ...['checkpoint/bytes', 'checkpoint/new_bytes', 'checkpoint/seconds', 'checkpoint/frame_compression'],
      ]),
    );
  });
});

describe('a2pd play', () => {
  const brief = () => ['play', '--policy', 'teacher', '--max-agent-steps', '12', '--json', ...inRun()];

  it('prints the return of each episode and films them all', async () => {
    const output = join(runs, 'film.gif');
    const { status, stdout } = await runA2pd([...brief(), '--episodes', '2', '--output', output]);
    expect(status).toBe(0);
    const played = JSON.parse(stdout);
    expect(played).toMatchObject({ policyName: 'teacher', game: 'pong', attackLabel: 'No attack', output });
    expect(played.episodes).toMatchObject([
      { seed: 1_000_000, agentSteps: 12, truncated: true, actionFlipRate: null },
      { seed: 1_000_001, agentSteps: 12, truncated: true, actionFlipRate: null },
    ]);
    const gif = await readFile(output);
    expect([gif.readUInt16LE(6), gif.readUInt16LE(8)]).toEqual([320, 420]);
    // Each picture after the first has a graphic control of its own, which says 70 ms.
    expect(gif.toString('hex').split('21f9040507000000')).toHaveLength(24);
  });

  it('plays under attack, the same each time', async () => {
    const attacked = [...brief(), '--attack', 'fgsm', '--epsilon', '3/255'];
    const first = await runA2pd(attacked);
    expect(JSON.parse(first.stdout)).toMatchObject({ attackLabel: 'FGSM (ε = 3/255)', output: null });
    expect(JSON.parse(first.stdout).episodes[0].actionFlipRate).toBeGreaterThanOrEqual(0);
    expect((await runA2pd(attacked)).stdout).toBe(first.stdout);
  });

  it('plays under an attack on some of the steps, and says on how many', async () => {
    const { stdout } = await runA2pd([...brief(), '--attack', 'fgsm', '--epsilon', '3/255', '--every', '5']);
    expect(JSON.parse(stdout)).toMatchObject({
      attackLabel: 'FGSM (ε = 3/255), one step in 5',
      episodes: [{ agentSteps: 12, attackedStates: 3 }],
    });
  });

  it.each([
    [['play'], 'INVALID_ARGUMENT', '--run beside --policy student'],
    [['play', '--policy', 'absent'], 'FILE_UNAVAILABLE', 'manifest.json'],
    [['play', '--policy', 'absent', '--output', 'film.avi'], 'INVALID_ARGUMENT', '.gif or .mp4'],
    [['play', '--policy', 'absent', '--game', 'pongg'], 'UNKNOWN_GAME', 'did you mean pong'],
  ])('%j is refused with %s', async (args, code, hint) => {
    const { stdout, stderr } = await runA2pd([...args, '--json']);
    const { error } = JSON.parse(stderr.trim().split('\n').at(-1)!);
    expect(error).toMatchObject({ code, message: expect.stringContaining(hint) });
    expect(stdout).toBe('');
  });

  it('refuses a game with other actions', async () => {
    const { stderr } = await runA2pd([...brief(), '--game', 'bank_heist']);
    expect(stderr).toContain('INCOMPATIBLE_ARTEFACT');
  });
});
