import { expect, it } from 'vitest';
import { verifyEntry } from './verify-entry.js';

const entry = { game: 'pong', name: 'student-a2pd' };

it('stops when asked to, and calls no entry damaged for that', async () => {
  await expect(verifyEntry(entry, AbortSignal.abort())).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect(await verifyEntry(entry)).toMatchObject({ intact: true, complaint: null });
});
