/** What is asked for again, once an evaluation lies there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../run/context.js';
import { type RunFolder, runFolder } from '../run/run-folder.js';
import { policyFolder } from '../run/zoo-folder.js';
import { type EvaluatedPolicy, evaluatePolicy } from './evaluate-policy.js';
import type { EvaluatePolicyOptions } from './evaluation-plan.js';

let runs: string;
let run: RunFolder;
let played: EvaluatedPolicy;
beforeAll(async () => {
  runs = await mkdtemp(join(tmpdir(), 'a2pd-finished-'));
  run = runFolder(runs, 'mine');
  played = await evaluateAgain();
});
afterAll(() => rm(runs, { recursive: true }));

const fgsm = { name: 'fgsm', epsilon: 1 / 255 } as const;

function evaluateAgain(changes: Partial<EvaluatePolicyOptions> = {}): Promise<EvaluatedPolicy> {
  const options: EvaluatePolicyOptions = {
    ...{ folder: run, policyName: 'student', policy: policyFolder('zoo:pong/student-certified'), attack: fgsm },
    ...{ episodes: 1, seed: 0, numEnvironments: 1, explorationEpsilon: 0, perturbFrames: 'all', quantise: false },
    ...{ maxEpisodeAgentSteps: 4, recordedAgentSteps: 0, ...changes },
  };
  return evaluatePolicy(options, jobContext());
}

it('is not played twice', async () => {
  expect(await evaluateAgain({ numEnvironments: 2 })).toEqual(played);
});

it.each<[Partial<EvaluatePolicyOptions>, string]>([
  [
    { episodes: 2, explorationEpsilon: 0.5 },
    ', with episodes 1, not 2; explorationEpsilon 0, not 0.5; replace it by restart',
  ],
  // Too little for the name of the folder.
  [
    { attack: { ...fgsm, epsilon: 1 / 255 + 1e-12 } },
    ', with attack.epsilon 0.00392156862745098, not 0.003921568628450981;',
  ],
  [{ spareProved: true }, ', with spareProved false, not true;'],
  [{ policy: policyFolder('zoo:pong/student-a2pd') }, ', with another policy or teacher,'],
])('is not replaced unasked by another: %j', async (changes, told) => {
  await expect(evaluateAgain(changes)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining(told),
    details: { arguments: ['restart'] },
  });
});
