/** RELIABILITY 13 over 1e5 states: no attack leaves its bounds, loses by more budget, or falls behind a weaker one. */
import { expect, it } from 'vitest';
import { expectStrength } from './strength-contract.js';

const statesANetwork = 10_000;
const numNetworks = 10;

it(`holds for ${numNetworks * statesANetwork} states of ${numNetworks} networks`, () => {
  for (let seed = 1; seed <= numNetworks; seed++) expectStrength(100 + seed, statesANetwork);
  expect(statesANetwork * numNetworks).toBe(1e5);
});
