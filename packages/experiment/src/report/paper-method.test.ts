import type { Manifest } from '@a2pd/artefact';
import { trainingPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { paperMethodOf } from './paper-method.js';

const trained = (training: object) => paperMethodOf({ config: { training } } as unknown as Manifest);
const vanilla = trainingPresets['sa-dqn-vanilla'];

it.each([
  ['a DQN', vanilla, 'DQN (vanilla)'],
  ['one that saw attacks', { ...vanilla, defence: { name: 'adversarial-training' } }, 'DQN adversarial training'],
  ['SA-DQN by PGD', { ...vanilla, defence: { name: 'sa-pgd' } }, 'SA-DQN (PGD)'],
  ['SA-DQN by bounds', { ...vanilla, defence: { name: 'sa-convex' } }, 'SA-DQN (convex)'],
  ['RADIAL, which the paper has not', { ...vanilla, defence: { name: 'radial' } }, undefined],
  ['Rainbow', trainingPresets.paper, undefined],
  ['PQN', trainingPresets.pqn, undefined],
])('knows the row of %s', (_, training, row) => {
  expect(trained(training)).toBe(row);
});

it('knows the rows of what is distilled', () => {
  const distilled = (name: string) => paperMethodOf({ config: { method: { name } } } as unknown as Manifest);
  expect(['a2pd', 'pgd', 'regret'].map(distilled)).toEqual([
    ...['A2PD', 'Imitation learning (PGD adversarial training)', undefined],
  ]);
});
