import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainingMetrics } from '@a2pd/rainbow';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runFolder } from '../run/run-folder.js';
import { type Continuation, openMetricsFile, readMetrics } from './metrics-file.js';

let runs: string;
beforeEach(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-metrics-'));
});
afterEach(() => rm(runs, { recursive: true, force: true }));

const evaluated = (agentSteps: number): TrainingMetrics => ({ kind: 'evaluation', agentSteps, meanReturn: 1 });

/** The agent steps whose evaluations are left of three when a run continues. */
async function leftOf(continuation: Continuation): Promise<number[]> {
  const folder = runFolder(runs, 'pong');
  await mkdir(folder.path);
  const before = await openMetricsFile(folder);
  for (const agentSteps of [100, 200, 300]) before.add(evaluated(agentSteps));
  await before.close();
  await (await openMetricsFile(folder, continuation)).close();
  return (await readMetrics(folder)).map(({ agentSteps }) => agentSteps);
}

it.each([
  ['beyond the checkpoint', { agentSteps: 200, totalAgentSteps: 1000, isEvaluationDue: false }, [100, 200]],
  ['that the checkpoint still had to do', { agentSteps: 200, totalAgentSteps: 1000, isEvaluationDue: true }, [100]],
  [
    'of the end, which is made when it ends',
    { agentSteps: 300, totalAgentSteps: 300, isEvaluationDue: false },
    [100, 200],
  ],
])('an evaluation comes again: one %s', async (_, continuation, left) => {
  expect(await leftOf(continuation)).toEqual(left);
});

it('keeps all that was measured before a run that is over', async () => {
  const over = { agentSteps: 350, totalAgentSteps: 150, isEvaluationDue: false };
  expect(await leftOf(over)).toEqual([100, 200, 300]);
});

it('does not take a file that cannot be read for an empty one', async () => {
  const folder = runFolder(runs, 'pong');
  expect(await readMetrics(folder)).toEqual([]);
  await mkdir(folder.metrics, { recursive: true });
  await expect(readMetrics(folder)).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
});
