/**
 * RELIABILITY row 9 for training: one run, killed again and again, most often while it saves, and always continued. Nothing
 * may be corrupt, at most one interval between checkpoints lost, and the end must be that of a run never interrupted.
 */
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Rng } from '@a2pd/core';
import { CheckpointStore, type TrainingMetrics } from '@a2pd/rainbow';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runA2pd } from './run-a2pd.js';

const kills = 200;
const terminations = 50;
const checkpointPeriodAgentSteps = 20;
const metricsPeriodAgentSteps = 4;
const numEnvironments = 2;

let runs: string;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-kills-'));
});
afterAll(() => rm(runs, { recursive: true, force: true }));

const begin = (run: string, agentSteps: number) => [
  ...['train', '--game', 'pong', '--hyperparameters', 'pipeline', '--environments', String(numEnvironments)],
  ...['--run', run, '--runs', runs, '--json', '--no-tensorboard', '--evaluation-episodes', '1'],
  ...['--agent-steps', String(agentSteps), '--set', 'hiddenUnits=8', 'batchSize=4', 'learnPeriodAgentSteps=4'],
  ...['learningStartsAgentSteps=40', 'replayCapacity=3000', 'evaluationPeriodAgentSteps=1000000000'],
  ...[`checkpointPeriodAgentSteps=${checkpointPeriodAgentSteps}`, `metricsPeriodAgentSteps=${metricsPeriodAgentSteps}`],
];
const resume = (run: string) => ['train', '--resume', run, '--runs', runs, '--json', '--no-tensorboard'];

/** What the run had told of itself when it was killed; the last line may be cut off. */
async function lastAgentSteps(run: string): Promise<number> {
  const lines = (await readFile(join(runs, run, 'metrics.jsonl'), 'utf8')).split('\n').slice(0, -1);
  return lines.reduce((last, line) => Math.max(last, (JSON.parse(line) as TrainingMetrics).agentSteps), 0);
}

/** Resolves when the run writes something into its checkpoints for the `count`th time. */
async function writing(training: string, count: number, signal: AbortSignal): Promise<void> {
  await mkdir(training, { recursive: true });
  await new Promise<void>((resolve) => {
    let left = count;
    const watcher = watch(training, () => --left <= 0 && finish());
    const finish = () => {
      watcher.close();
      resolve();
    };
    signal.addEventListener('abort', finish, { once: true });
  });
}

it(`${kills} times SIGKILL and ${terminations} times SIGTERM leave no trace`, async () => {
  const rng = new Rng(9);
  const training = join(runs, 'killed', 'training');
  const signals = Array.from({ length: kills + terminations }, (_, i) => (i % 5 === 4 ? 'SIGTERM' : 'SIGKILL'));
  let checkpointed = 0;
  let mostLost = 0;
  for (const [life, signal] of signals.entries()) {
    const ended = new AbortController();
    const outcome = runA2pd(checkpointed === 0 ? [...begin('killed', 1_000_000), '--restart'] : resume('killed'), {
      onStart: async (kill) => {
        // Each save makes several entries; most kills follow one of them within milliseconds, the others fall anywhere.
        await writing(training, 1 + rng.integer(8), ended.signal);
        await pause(rng.uniform() < 0.75 ? rng.integer(40) : rng.integer(400));
        kill(signal as NodeJS.Signals);
      },
    });
    const { status, stdout, stderr } = await outcome;
    ended.abort();
    expect(stderr, `life ${life}`).not.toMatch(/"error"|damaged/);
    const store = new CheckpointStore(training);
    const [newest = 0] = await store.list();
    if (newest > 0) expect((await store.load()).damaged, `life ${life}`).toEqual([]);
    expect(newest, `life ${life}`).toBeGreaterThanOrEqual(checkpointed);
    const lost = (await lastAgentSteps('killed')) - newest;
    mostLost = Math.max(mostLost, lost);
    expect(lost, `life ${life}`).toBeLessThanOrEqual(checkpointPeriodAgentSteps + numEnvironments);
    if (signal === 'SIGTERM') {
      expect(status, `life ${life}`).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ interrupted: true, agentSteps: newest });
    } else {
      expect(status, `life ${life}`).toBeNull();
    }
    checkpointed = newest;
    if (life % 10 === 9) console.log(`life ${life + 1}: agent step ${newest}, at most ${mostLost} agent steps lost`);
  }
  await rm(join(runs, 'whole'), { recursive: true, force: true });
  const total = Math.ceil((checkpointed + 1) / checkpointPeriodAgentSteps) * checkpointPeriodAgentSteps;
  const end = await runA2pd([...resume('killed'), '--agent-steps', String(total)]);
  const whole = await runA2pd(begin('whole', total));
  expect([end.status, whole.status], end.stderr + whole.stderr).toEqual([0, 0]);
  const stateOf = async (run: string) => {
    const { manifest, checkpoint } = await new CheckpointStore(join(runs, run, 'training')).load();
    expect(checkpoint.state.agentSteps).toBe(total);
    return Object.fromEntries(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  };
  expect(await stateOf('killed')).toEqual(await stateOf('whole'));
  for (const file of ['metrics.jsonl', 'teacher/weights.safetensors', 'teacher-last/weights.safetensors']) {
    expect(await readFile(join(runs, 'killed', file)), file).toEqual(await readFile(join(runs, 'whole', file)));
  }
  console.log(
    `${kills + terminations} interruptions over ${total} agent steps, at most ${mostLost} lost, equal in the end`,
  );
});
