/** Attacks with a target, on real policies of the zoo at play. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobContext } from '../run/context.js';
import { runFolder } from '../run/run-folder.js';
import { policyFolder } from '../run/zoo-folder.js';
import { evaluatePolicy } from './evaluate-policy.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-target-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function evaluated(target: string, more: object = {}) {
  const { summary, directory } = await evaluatePolicy(
    {
      ...{ folder: runFolder(folder, 'target'), policyName: 'teacher', policy: policyFolder('zoo:pong/teacher') },
      ...{ attack: { name: 'pgd', epsilon: 3 / 255, steps: 10 }, target, episodes: 2, seed: 0, numEnvironments: 2 },
      ...{ explorationEpsilon: 0, perturbFrames: 'all', quantise: false, maxEpisodeAgentSteps: 60 },
      ...{ recordedAgentSteps: 0, ...more },
    },
    jobContext(),
  );
  return { ...summary, directory };
}

it('the policy does what the attacker wants, much more often than by itself', async () => {
  const noop = await evaluated('noop');
  expect(noop).toMatchObject({ target: 0, attackLabel: 'PGD-10 (ε = 3/255), towards NOOP', attackSuccessRate: null });
  expect(noop.targetRate).toBeGreaterThan(noop.cleanTargetRate! + 0.3);
  const byIndex = await evaluated('0', { restart: true });
  expect(byIndex).toMatchObject({ targetRate: noop.targetRate, directory: noop.directory });
  const worst = await evaluated('worst');
  expect(worst).toMatchObject({ target: 'worst', cleanTargetRate: 0 });
  expect(worst.targetRate).toBeGreaterThan(0.3);
  expect(worst.directory).toMatch(/teacher-pgd-10-3-255-towards-the-worst-action$/);
});

it('is refused for an action that the game has not, and an attack that cannot', async () => {
  await expect(evaluated('DOWN')).rejects.toMatchObject({
    code: 'ILLEGAL_ACTION',
    message: expect.stringContaining('NOOP, FIRE, RIGHT, LEFT, RIGHTFIRE, LEFTFIRE'),
  });
  await expect(evaluated('6')).rejects.toMatchObject({ code: 'ILLEGAL_ACTION' });
  await expect(evaluated('NOOP', { attack: { name: 'minq' } })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

it('is refused beside an adversary', async () => {
  await expect(evaluated('NOOP', { adversary: { name: 'adversary', folder } })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('a target or an adversary but received "both"'),
  });
});

it('is refused before the network of the policy is loaded', async () => {
  const policy = join(folder, 'without-weights');
  await cp(policyFolder('zoo:pong/teacher'), policy, { recursive: true });
  await rm(join(policy, 'weights.safetensors'));
  await expect(evaluated('NOOP', { policy })).rejects.toMatchObject({ code: 'FILE_UNAVAILABLE' });
  await expect(evaluated('DOWN', { policy })).rejects.toMatchObject({ code: 'ILLEGAL_ACTION' });
});
