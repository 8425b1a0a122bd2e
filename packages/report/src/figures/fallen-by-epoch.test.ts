import type { AttackStrength, AuditRecord } from '@a2pd/core';
import { expect, it } from 'vitest';
import { type AuditedEpoch, fallenTable, renderFallenByEpoch, sharesFallen } from './fallen-by-epoch.js';

function audited(epoch: number, shares: Readonly<Record<string, number>>): AuditedEpoch {
  const strength = (label: string, flipRate: number, epsilon = 1 / 255): AttackStrength => ({
    ...{ label, knows: 'gradients', epsilon, flipRate },
  });
  const strengths = [...Object.entries(shares).map(([label, share]) => strength(label, share)), strength('far', 1, 1)];
  const audit = {
    verdict: 'warn',
    checks: [],
    states: 64,
    epsilon: 1 / 255,
    strengths,
    worstCaseFlipRate: 0.9,
  } as unknown as AuditRecord;
  return { label: `after ${epoch}`, game: 'pong', epoch, vanishingGradientShare: 0.25, audit };
}

it('takes the attacks of the audited radius, and all of them together', () => {
  expect([...sharesFallen(audited(1, { FGSM: 0.5, PGD: 0.7 }))]).toEqual([
    ...[['any attack of the audit', 0.9] as const, ['FGSM', 0.5] as const, ['PGD', 0.7] as const],
  ]);
});

it('puts them into a table, also an attack that not every audit has', () => {
  const lines = fallenTable([audited(1, { FGSM: 0.5 }), audited(10, { PGD: 0.75 })]).split('\n');
  expect(lines.slice(-3)).toEqual([
    '| changed by any attack of the audit | 90.0% | 90.0% |',
    '| changed by FGSM | 50.0% | – |',
    '| changed by PGD | – | 75.0% |',
  ]);
});

it.each<[string, (one: AuditedEpoch) => AuditedEpoch]>([
  ['game', (one) => ({ ...one, game: 'boxing' })],
  ['radius', (one) => ({ ...one, audit: { ...one.audit, epsilon: 3 / 255 } })],
])('refuses an audit of another %s', async (_, change) => {
  const epochs = [audited(1, { FGSM: 0.5 }), change(audited(10, { FGSM: 0.5 }))];
  const refusal = expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' });
  expect(() => fallenTable(epochs)).toThrow(refusal);
  await expect(renderFallenByEpoch(epochs)).rejects.toThrow(refusal);
});

it('draws one line of those that would hide each other', async () => {
  const first = { FGSM: 0.5, PGD: 0.89, APGD: 0.51, clipped: 0.5 };
  const { svg } = await renderFallenByEpoch([audited(1, first), audited(10, { ...first, clipped: 0.1 })]);
  for (const label of ['any attack of the audit', 'FGSM', 'clipped', 'no gradient to climb']) {
    expect(svg).toContain(label);
  }
  for (const hidden of ['APGD', 'far']) expect(svg).not.toContain(hidden);
  expect(svg).not.toMatch(/label: PGD/);
});
