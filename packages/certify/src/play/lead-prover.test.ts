import type { ReluModel } from '@a2pd/bounds';
import { observationSize } from '@a2pd/core';
import { dense, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { LeadProver } from './lead-prover.js';

it.each([
  ['ibp', 'crown'],
  ['crown', 'ibp'],
  ['crown', 'crown'],
] as const)('proves of each state its own by %s, then %s', (...bounds) => {
  // Of one pixel x, the logits x and 0.5.
  const first = Float32Array.from({ length: 2 * observationSize }, (_, i) => (i === 0 ? 1 : 0));
  const kernel = tf.tensor2d(first, [observationSize, 2]);
  const bias = tf.tensor1d([0, 0.5]);
  const model: ReluModel = {
    ...{ name: 'one pixel', numActions: 2, layers: () => [{ kernel, bias }] },
    logits: (input) => dense(tf.reshape(input, [-1, observationSize]), kernel, bias),
  };
  const states = new Uint8Array(2 * observationSize).fill(255, 0, observationSize).fill(140, observationSize);
  const prover = new LeadProver(model, bounds);
  // The lead of the first state is 0.5, that of the second 0.05.
  expect(prover.prove(states, [0.1]).possible).toEqual([Uint8Array.of(1, 0, 1, 1)]);
  // Within a negative radius, bounds would prove anything.
  expect(() => prover.prove(states, [0.1, -0.1])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  prover.dispose();
  tf.dispose([kernel, bias]);
});
