import { A2pdError } from '@a2pd/core';
import { numTensors } from '@a2pd/tensor';
import type { Contestant } from './rounds.js';

/** The same contestant, which fails when a round leaves more or fewer tensors than it found; the first may, to warm up. */
export function withConstantTensors(name: string, contestant: Contestant): Contestant {
  let isWarm = false;
  return async () => {
    const before = numTensors();
    const figure = await contestant();
    const after = numTensors();
    if (isWarm && after !== before) {
      throw new A2pdError('INVALID_STATE', `Expected ${name} to leave ${before} tensors but it left ${after}`);
    }
    isWarm = true;
    return figure;
  };
}
