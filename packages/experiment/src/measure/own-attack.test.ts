/** Attacks that a caller made himself, in the stages that otherwise take configurations. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { createAttack } from '@a2pd/attack';
import { expect, it, onTestFinished } from 'vitest';
import { jobContext } from '../run/context.js';
import { openPolicy } from '../run/policy.js';
import { runFolder } from '../run/run-folder.js';
import { policyFolder } from '../run/zoo-folder.js';
import { auditNamedPolicy } from './audit-policy.js';
import { evaluatePolicy } from './evaluate-policy.js';

const policy = policyFolder('zoo:freeway/student-certified');
const config = { name: 'fgsm', epsilon: 1 / 255 } as const;

async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-own-attack-'));
  const { model } = await openPolicy(policy);
  let uses = 0;
  const made = createAttack(config, model);
  const attack: typeof made = {
    ...made,
    label: 'My FGSM',
    perturb: (input, labels, seed) => {
      uses++;
      return made.perturb(input, labels, seed);
    },
  };
  onTestFinished(async () => {
    made.dispose();
    model.dispose();
    await rm(folder, { recursive: true });
  });
  return { folder, attack, uses: () => uses };
}

it('an evaluation plays under it, and keeps its name and options', async () => {
  const { folder, attack, uses } = await setUp();
  const run = runFolder(folder, 'own');
  const evaluated = (given: typeof config | typeof attack, more: object = {}) =>
    evaluatePolicy(
      {
        ...{ folder: run, policyName: 'student', policy, attack: given, episodes: 1, seed: 0, numEnvironments: 1 },
        ...{ explorationEpsilon: 0, perturbFrames: 'all', quantise: false, maxEpisodeAgentSteps: 20 },
        ...{ recordedAgentSteps: 0, ...more },
      },
      jobContext(),
    );
  const [own, named] = [await evaluated(attack), await evaluated(config)];
  expect(uses()).toBe(20);
  expect(own.summary).toEqual({ ...named.summary, attackLabel: 'My FGSM' });
  expect(own.directory).not.toBe(named.directory);
  const { manifest } = await Artefact.open(own.directory, 'evaluation');
  expect(manifest.config).toMatchObject({ attack: { ...config, norm: 'linf' } });
  // It is still the caller's: nobody has disposed it.
  await evaluated(attack, { restart: true, spareProved: true });
  await evaluated(attack, { restart: true });
  expect(uses()).toBeGreaterThanOrEqual(40);
});

it('an audit tries it beside its own', async () => {
  const { folder, attack, uses } = await setUp();
  const output = join(folder, 'audit');
  const size = { steps: 2, restarts: 1, queries: 2 };
  const record = await auditNamedPolicy(
    {
      ...{ policy: { name: 'student', folder: policy }, epsilon: 1 / 255, size, attacks: [attack], output },
      ...{ states: 4, episodes: 1, maxAgentSteps: 20, seed: 0 },
    },
    jobContext(),
  );
  expect(uses()).toBeGreaterThan(0);
  expect(record.checks.map(({ id }) => id)).toContain('further-attacks');
  const { manifest } = await Artefact.open(output, 'audit');
  expect(manifest.config).toMatchObject({ attacks: [{ ...config, norm: 'linf' }] });
});
