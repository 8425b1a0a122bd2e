import { frameSize, observationSize } from '@a2pd/core';
import { numTensors } from '@a2pd/tensor';
import { afterAll, expect, it } from 'vitest';
import { BandsGame, bandsModel, brightLevel, episodeSteps } from './testing/bands-game.js';
import { type VisitedStatesOptions, visitedStates } from './visited-states.js';

const policy = bandsModel();
const seeds = [3, 10, 4];
const totalSteps = seeds.reduce((sum, seed) => sum + episodeSteps(seed), 0);

afterAll(() => policy.dispose());

function visit(changes: Partial<VisitedStatesOptions> = {}) {
  return visitedStates({ environment: new BandsGame(3), policy, seeds, count: 10, ...changes });
}

it('keeps what was seen, each state once, the same each time', async () => {
  const { observations: states, episodeOf, cutEpisodes } = await visit({ count: 1000 });
  expect(cutEpisodes).toBe(0);
  const before = numTensors();
  expect(states.length / observationSize).toBe(totalSteps);
  for (let state = 0; state < totalSteps; state++) {
    const newest = states.subarray(state * observationSize + 3 * frameSize, (state + 1) * observationSize);
    expect(Math.max(...newest)).toBe(brightLevel);
  }
  const ofEach = seeds.map((_, episode) => episodeOf.filter((each) => each === episode).length);
  expect(ofEach).toEqual(seeds.map(episodeSteps));
  const { observations: sample, episodeOf: episodeOfSample } = await visit();
  expect(episodeOfSample).toHaveLength(10);
  expect(sample.length / observationSize).toBe(10);
  expect(Buffer.compare((await visit()).observations, sample)).toBe(0);
  expect(Buffer.compare((await visit({ seed: 1 })).observations, sample)).not.toBe(0);
  expect(numTensors()).toBe(before);
});

it('stops at maxAgentSteps', async () => {
  const { observations, cutEpisodes } = await visit({ count: 1000, maxAgentSteps: 2 });
  expect(observations.length / observationSize).toBe(6);
  expect(cutEpisodes).toBe(3);
});

it.each([
  ['seeds of other environments', { seeds: [1] }, 'INVALID_ARGUMENT'],
  ['no state', { count: 0 }, 'INVALID_ARGUMENT'],
  ['no step', { maxAgentSteps: 0 }, 'INVALID_ARGUMENT'],
  ['another action set', { policy: { ...policy, numActions: 4 } }, 'INCOMPATIBLE_ARTEFACT'],
  ['an option that it does not know', { maxAgentStep: 2 } as object, 'INVALID_ARGUMENT'],
  ['an aborted signal', { signal: AbortSignal.abort() }, 'INTERRUPTED'],
])('refuses %s', async (_, changes, code) => {
  await expect(visit(changes)).rejects.toMatchObject({ code });
});
