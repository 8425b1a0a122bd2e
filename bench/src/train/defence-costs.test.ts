import { rainbowPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { measureDefences } from './defence-costs.js';

it('costs of all defences in plain updates; a search costs more than bounds', async () => {
  const rows = await measureDefences('tiny', { ...rainbowPresets['dqn-two-cores'], hiddenUnits: 16, batchSize: 8 }, 2);
  const costs = Object.fromEntries(rows.map((row) => [row.case.split(' with ')[1], row.ours]));
  expect(Object.keys(costs)).toEqual(['adversarial-training', 'sa-pgd', 'sa-convex', 'radial']);
  for (const cost of Object.values(costs)) expect(cost).toBeGreaterThan(1);
  expect(costs['sa-pgd']).toBeGreaterThan(costs['sa-convex']!);
});
