import { expect, it } from 'vitest';
import { trialSize } from './bench.js';
import { measureTwins } from './twins.js';

it('sets everything compiled beside its eager twin, and both compute the same', { timeout: 120_000 }, async () => {
  const rows = await measureTwins(trialSize, 2, () => undefined);
  expect(rows.map((row) => row.case)).toEqual([
    'Nature-DQN: forward, backward, Adam; batch 8',
    'Rainbow update, replay included; batch 8',
    'A2PD step: double backward, Adam; batch 8',
    'FGSM; batch 8',
    'PGD-10; batch 8',
  ]);
  for (const { ours, peer, ratio, agreement } of rows) {
    for (const figure of [ours, peer, ratio]) expect(figure).toBeGreaterThan(0);
    const [, compiled, eager] = /^(\S+) \/ (\S+) after 6 calls$/.exec(agreement!)!;
    expect(Number(compiled)).toBeCloseTo(Number(eager), 3);
  }
  expect(process.env.A2PD_EAGER).toBeUndefined();
});
