import { rainbowPresets } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { measureDefences } from './defence-costs.js';

it('measures every defence in plain updates', async () => {
  const rows = await measureDefences('tiny', { ...rainbowPresets['dqn-two-cores'], hiddenUnits: 16, batchSize: 8 }, 2);
  const names = rows.map((row) => row.case.replace('tiny: an update with ', ''));
  expect(names).toEqual(['adversarial-training', 'sa-pgd', 'sa-convex', 'radial']);
  for (const { ours, oursRounds } of rows) {
    expect(ours).toBeGreaterThan(0);
    expect(oursRounds).toHaveLength(2);
  }
});
