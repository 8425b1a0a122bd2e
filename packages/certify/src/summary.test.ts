import { expect, it } from 'vitest';
import { summariseCertification } from './summary.js';

const context = {
  policyName: 'student',
  bounds: 'ibp',
  source: 'visited',
  epsilons: [],
  attackedShares: null,
  attackLabel: null,
} as const;

it.each([
  [[0.5, 0.125, 0.25], 0.25],
  [[0.5, 0.125, 0.25, 1], 0.375],
  [[0.5], 0.5],
])('the median radius of %j is %f', (radii, median) => {
  const certificates = { actions: new Int32Array(radii.length), certified: [], radii: Float32Array.from(radii) };
  expect(summariseCertification(certificates, { ...context, episodeOf: radii.map(() => 0) }).radius.median).toBe(
    median,
  );
});

it('sums up as many states as were certified', () => {
  const radii = new Float32Array(200_000).fill(0.25).fill(0.5, 1, 2);
  const certificates = { actions: new Int32Array(radii.length).fill(3, 9, 10), certified: [], radii };
  const record = summariseCertification(certificates, { ...context, episodeOf: new Int32Array(radii.length) });
  expect(record.radius).toMatchObject({ min: 0.25, median: 0.25, max: 0.5 });
});
