/** What is asked for again, once an evaluation lies there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

it.each<[string, string, (text: string) => string]>([
  ['a summary that was cut short', 'summary.json', (text) => text.slice(0, 100)],
  ['a changed return', 'episodes.jsonl', (text) => text.replace('"return":', '"return":1')],
])('with %s is told, kept as it is, and played again by restart alone', async (_, name, damage) => {
  const file = join(played.directory, name);
  const whole = await readFile(file, 'utf8');
  await writeFile(file, damage(whole));
  await expect(evaluateAgain()).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringMatching(`is damaged: .*${name}.*; restore it from a copy, or play it again by restart$`),
    details: { path: played.directory, arguments: ['restart'] },
  });
  expect(await readFile(file, 'utf8')).toBe(damage(whole));
  const { summary } = await evaluateAgain({ restart: true });
  expect(summary).toEqual(played.summary);
});

it('that lacks a file is told, and played again by restart alone', async () => {
  await rm(join(played.directory, 'episodes.jsonl'));
  await expect(evaluateAgain()).rejects.toMatchObject({
    code: 'FILE_UNAVAILABLE',
    message: expect.stringMatching(
      /found no episodes.jsonl there; restore it from a copy, or play it again by restart$/,
    ),
  });
  const { summary } = await evaluateAgain({ restart: true });
  expect(summary).toEqual(played.summary);
});

it('whose manifest is damaged is kept as it is, also by restart: it could be anything', async () => {
  const file = join(played.directory, 'manifest.json');
  const whole = await readFile(file, 'utf8');
  await writeFile(file, whole.slice(0, -20));
  await expect(evaluateAgain()).rejects.toMatchObject({ code: 'CORRUPT_ARTEFACT' });
  await expect(evaluateAgain({ restart: true })).rejects.toMatchObject({
    code: 'CORRUPT_ARTEFACT',
    message: expect.stringMatching(/is damaged: manifest.json .*; restore it from a copy, or move it away$/),
  });
  expect(await readFile(file, 'utf8')).toBe(whole.slice(0, -20));
});
