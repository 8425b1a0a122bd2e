import { trainingPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { algorithmOf } from './algorithm.js';

it.each([
  ['paper', 'Rainbow'],
  ['two-cores', 'Rainbow'],
  ['dqn', 'DQN'],
  ['sa-dqn-vanilla', 'DQN + double + prioritized + dueling'],
  ['pqn', 'PQN'],
] as const)('names what %s trains by', (preset, name) => {
  expect(algorithmOf(trainingPresets[preset])).toBe(name);
});

it('names parts that are left out, and the defence', () => {
  const { parts } = trainingPresets.paper;
  expect(algorithmOf({ parts: { ...parts, noisy: false } })).toBe('Rainbow without noisy');
  expect(algorithmOf({ ...trainingPresets.dqn, defence: { name: 'radial' } })).toBe('DQN, radial');
});
