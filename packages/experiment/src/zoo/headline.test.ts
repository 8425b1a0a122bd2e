import type { CertifiedPlayRecord } from '@a2pd/core';
import { expect, it } from 'vitest';
import { noRecords } from '../records/zoo-records.js';
import { headlineOf } from './headline.js';

it.each([1 / 255, 0.0039216])('knows the radius of the headline as %d', (epsilon) => {
  const level = { epsilon, certifiedReturn: 21.5, actionCertificationRate: 0.9, provedEpisodes: 4 };
  const record = { levels: [level], episodes: 4, cutEpisodes: 0, bounds: ['ibp'] } as unknown as CertifiedPlayRecord;
  expect(headlineOf({ ...noRecords, certifiedPlay: [record] }).proved).toMatchObject({ certifiedReturn: 21.5 });
});
