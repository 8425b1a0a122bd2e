import { expect, it } from 'vitest';
import { evaluationSeeds, seedsInTraining } from './game-environment.js';

it('measures a policy in no game that chose it, nor in the same by another seed', () => {
  const games = [seedsInTraining(100_000), evaluationSeeds(100_000, 0), evaluationSeeds(100_000, 1)].flat();
  expect(new Set(games).size).toBe(300_000);
});
