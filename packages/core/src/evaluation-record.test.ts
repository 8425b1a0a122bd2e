import { expect, it } from 'vitest';
import { episodesCutShort, isCutShort, mostEpisodeFrames } from './evaluation-record.js';

it('counts the episodes that a record says were cut', () => {
  const counts = { truncatedEpisodes: 3, cutEpisodes: 1, frames: 3 * mostEpisodeFrames };
  expect([episodesCutShort(counts), isCutShort(counts)]).toEqual([1, true]);
  expect(isCutShort({ ...counts, cutEpisodes: 0, frames: 100 })).toBe(false);
});

it('takes episodes of an older record for cut where they had too few frames to have met the limit', () => {
  const counts = { truncatedEpisodes: 2, cutEpisodes: null };
  expect(episodesCutShort({ ...counts, frames: 2 * mostEpisodeFrames - 1 })).toBe(2);
  expect(episodesCutShort({ ...counts, frames: 2 * mostEpisodeFrames })).toBe(0);
});
