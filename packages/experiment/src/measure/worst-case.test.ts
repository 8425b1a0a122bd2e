/** The search for the worst case on a real game and a real policy, against every course that there is. */
import { leadBounds, returnFloors, type WorstCaseOptions, worstCases } from '@a2pd/certify';
import { argmax, ExplorationPlan, IDLE, observationSize } from '@a2pd/core';
import { evaluate } from '@a2pd/evaluate';
import { pixels, pixelsToInput, tf } from '@a2pd/tensor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEpisodicEnvironment } from '../run/game-environment.js';
import { type OpenedPolicy, openPolicy } from '../run/policy.js';
import { policyFolder } from '../run/zoo-folder.js';
import { certifiableModel } from './certify-policy.js';

const game = 'freeway';
const seed = 1_000_000;
const numEnvironments = 4;

let policy: OpenedPolicy;
let environment: ReturnType<typeof openEpisodicEnvironment>;
beforeAll(async () => {
  policy = await openPolicy(policyFolder(`zoo:${game}/student-certified`));
  environment = openEpisodicEnvironment({ game, preset: policy.preset, numEnvironments });
});
afterAll(() => {
  environment.close();
  policy.model.dispose();
});

function options(changes: Partial<WorstCaseOptions>): WorstCaseOptions {
  const model = certifiableModel(policy.model);
  const floor = returnFloors[game]!;
  return {
    environment,
    policy: model,
    seeds: [seed],
    epsilon: 1 / 255,
    bounds: ['ibp'],
    explorationEpsilon: 0,
    floor,
    maxStates: 1e4,
    ...changes,
  };
}

/** Actions that intervals leave open in the state that environment 0 shows. */
function possibleActions(epsilon: number): number[] {
  const model = certifiableModel(policy.model);
  return tf.tidy(() => {
    const input = pixelsToInput(pixels(environment.observations.slice(0, observationSize), 1));
    const own = argmax(model.logits(input).dataSync<'float32'>());
    const leads = leadBounds
      .ibp(model, input, tf.tensor1d([own], 'int32'), tf.tensor1d([epsilon]))
      .dataSync<'float32'>();
    return Array.from(leads.keys()).filter((action) => action === own || !(leads[action]! > 0));
  });
}

/** The least that any course of possible actions brings in so many steps, by looking at every state there is. */
function leastReturn(numSteps: number, explorationEpsilon: number): { total: number; states: number } {
  const exploration = new ExplorationPlan(seed, explorationEpsilon, environment.numActions);
  const known = new Map<string, number>();
  const follow = (from: ReturnType<typeof environment.takeSnapshot>, stepsLeft: number): number => {
    if (stepsLeft === 0) return 0;
    const key = `${stepsLeft} ${from.digest}`;
    if (!known.has(key)) {
      environment.restoreSnapshot(0, from);
      const random = exploration.actionAt(numSteps - stepsLeft);
      const totals = (random === null ? possibleActions(1 / 255) : [random]).map((action) => {
        environment.restoreSnapshot(0, from);
        const reward = environment.step(Int32Array.of(action, IDLE, IDLE, IDLE)).rewards[0]!;
        return reward + follow(environment.takeSnapshot(0), stepsLeft - 1);
      });
      known.set(key, Math.min(...totals));
    }
    return known.get(key)!;
  };
  environment.reset({ seed: [seed], indices: [0] });
  return { total: follow(environment.takeSnapshot(0), numSteps), states: known.size };
}

it.each([
  [160, 0],
  [160, 0.1],
])(
  'finds the least return of %i steps, a share of %d of them random, and no attack undercuts it',
  async (maxEpisodeAgentSteps, explorationEpsilon) => {
    const [found] = await worstCases(options({ maxEpisodeAgentSteps, explorationEpsilon }));
    const { total, states } = leastReturn(maxEpisodeAgentSteps, explorationEpsilon);
    expect(found).toMatchObject({ certifiedReturn: total, isComplete: true });
    expect(total).toBeGreaterThan(0);
    expect(states).toBeGreaterThan(1.2 * maxEpisodeAgentSteps);
    expect(found!.states).toBeLessThanOrEqual(states);
    const { episodes } = await evaluate({
      ...{ environment, policy: policy.model, seeds: [seed], explorationEpsilon, maxEpisodeAgentSteps },
      ...{ attack: { name: 'pgd', epsilon: 1 / 255, steps: 3 }, gradientProbePeriodAgentSteps: 0 },
    });
    expect(episodes[0]!.return).toBeGreaterThanOrEqual(found!.certifiedReturn);
  },
);

it('refuses an option that it does not know', async () => {
  const misspelt = { ...options({}), maxEpisodeSteps: 2 };
  await expect(worstCases(misspelt)).rejects.toThrow(/received "maxEpisodeSteps"; did you mean maxEpisodeAgentSteps/);
});

it('refuses environments that reset themselves, and sticky actions', async () => {
  const endless = openEpisodicEnvironment({ game, preset: 'revisiting-ale', numEnvironments: 1 });
  const ofMoreActions = { ...options({}).policy, numActions: endless.numActions };
  const sticky = worstCases(options({ environment: endless, policy: ofMoreActions }));
  await expect(sticky).rejects.toThrow(/without sticky actions/);
  await expect(worstCases(options({ environment: endless }))).rejects.toMatchObject({ code: 'INCOMPATIBLE_ARTEFACT' });
  endless.close();
  const resetting = { ...environment, autoresetMode: 'next-step' } as unknown as WorstCaseOptions['environment'];
  await expect(worstCases(options({ environment: resetting }))).rejects.toThrow(/autoreset mode disabled/);
});
