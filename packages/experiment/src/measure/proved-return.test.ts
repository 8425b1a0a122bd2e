/** What a proof says of a real policy, put to every attack that there is: the episode stays the same, frame by frame. */
import { type Attack, type AttackConfig, attackFactories, createAttack } from '@a2pd/attack';
import { certifiedPlay, returnFloors } from '@a2pd/certify';
import type { EpisodeRecord } from '@a2pd/core';
import { type EvaluateOptions, evaluate } from '@a2pd/evaluate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEpisodicEnvironment } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy } from '../run/policy.js';
import { policyFolder } from '../run/zoo-folder.js';
import { certifiableModel } from './certify-policy.js';
import { spareProved } from './spare-proved.js';

const game = 'freeway';
/** Of this seed intervals prove every state of the stretch, and more than a crossing of the road is in it. */
const [seed, agentSteps, epsilon] = [1_000_000, 100, 0.1 / 255];
/** So many that some steps of the stretch are random. */
const explorationEpsilon = 0.05;

let policy: OpenedPolicy;
let environment: ReturnType<typeof openEpisodicEnvironment>;
beforeAll(async () => {
  policy = await openPolicy(policyFolder(`zoo:${game}/student-certified`));
  environment = openEpisodicEnvironment({ game, preset: policy.preset, numEnvironments: 1 });
});
afterAll(() => {
  environment.close();
  policy.model.dispose();
});

async function played(attack?: AttackConfig | Attack, more: Partial<EvaluateOptions> = {}): Promise<EpisodeRecord> {
  const { episodes } = await evaluate({
    ...{ environment, policy: policy.model, seeds: [seed], explorationEpsilon, maxEpisodeAgentSteps: agentSteps },
    gradientProbePeriodAgentSteps: 0,
    attack,
    ...more,
  });
  return episodes[0]!;
}

/** As little work as each attack lets itself be given. */
const briefly: Readonly<Record<string, number>> = { steps: 2, queries: 4, targets: 1 };

/** All whose budget is a radius in L-infinity, also those that are yet to come. */
function everyAttack(radius: number): AttackConfig[] {
  return attackFactories().flatMap(({ name, options }) => {
    const names = options.map((option) => option.name);
    if (!names.includes('epsilon')) return [];
    const effort = Object.entries(briefly).filter(([key]) => names.includes(key));
    return [{ name, epsilon: radius, ...Object.fromEntries(effort) } as AttackConfig];
  });
}

it('no attack of the catalogue takes anything from a proved return', async () => {
  const [proof] = await certifiedPlay({
    ...{ environment, policy: certifiableModel(policy.model), seeds: [seed], epsilons: [epsilon], bounds: ['ibp'] },
    ...{ floor: returnFloors[game], cost: 0.02, explorationEpsilon, maxEpisodeAgentSteps: agentSteps },
  });
  expect(proof!.proofs).toMatchObject([{ provedSteps: proof!.decidedSteps, firstOpenStep: null }]);
  const { certifiedReturn } = proof!.proofs[0]!;
  expect(certifiedReturn).toBeGreaterThan(0);
  expect(certifiedReturn).toBe(proof!.return);

  const clean = await played();
  expect(clean.return).toBe(certifiedReturn);
  const attacks = everyAttack(epsilon);
  expect(attacks.length).toBeGreaterThanOrEqual(12);
  for (const attack of attacks) {
    const attacked = await played(attack);
    expect(attacked).toMatchObject({ return: certifiedReturn, actionFlipRate: 0, agentSteps });
    expect(attacked.trajectorySha256, attack.name).toBe(clean.trajectorySha256);
    // It did what it could.
    expect(attacked.maxPerturbation! / epsilon, attack.name).toBeCloseTo(1, 3);
  }
});

it('sparing what is proved changes nothing but the time', async () => {
  const config: AttackConfig = { name: 'pgd', epsilon: 3 / 255, steps: 2 };
  const { attack, spares, dispose } = spareProved(createAttack(config, policy.model), policy.model);
  const spared = await played(attack, { spares });
  const halfOfThem = await played(attack, { spares, strikes: { every: 2 } });
  dispose();
  expect(spared.attackedStates).toBeGreaterThan(0);
  expect(spared.attackedStates).toBeLessThan(agentSteps);
  expect(halfOfThem.attackedStates).toBeLessThan(agentSteps / 2);
  const whole = await played(config);
  expect(spared).toMatchObject({ return: whole.return, actionFlipRate: whole.actionFlipRate });
  expect(spared.trajectorySha256).toBe(whole.trajectorySha256);
});

it('spares nothing under an attack that leaves its radius, or that has none', async () => {
  const config: AttackConfig = { name: 'pgd', epsilon: 16 / 255, steps: 2 };
  const bold = { ...createAttack(config, policy.model), config: { ...config, epsilon: 3 / 255 } };
  const { attack, dispose } = spareProved(bold, policy.model);
  await expect(played(attack)).rejects.toThrow('changes of at most 0.0117');
  dispose();
  expect(() => spareProved(createAttack({ name: 'jsma' }, policy.model), policy.model)).toThrow('within a radius');
});

it('beyond what is proved an attack changes the episode', async () => {
  const attacked = await played({ name: 'pgd', epsilon: 16 / 255, steps: 4 });
  expect(attacked.actionFlipRate).toBeGreaterThan(0);
  expect(attacked.trajectorySha256).not.toBe((await played()).trajectorySha256);
});
