/** What makes an attack worth its name: RELIABILITY 13 on random networks and observations. Its long form: strength.soak.test.ts. */
import { describe, it } from 'vitest';
import { expectStrength } from './strength-contract.js';

describe('attacks on random networks', () => {
  it.each([1, 2, 3])('keep their order and their bounds (network %i)', (seed) => expectStrength(seed, 64));
});
