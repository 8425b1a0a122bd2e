/** A caller in JavaScript who misspells an option is told so before anything listens. */
import { expect, it } from 'vitest';
import { startLab } from './start-lab.js';
import { startWatch } from './start-watch.js';

it.each([
  ['startLab', () => startLab({ policie: [] } as object), 'policies'],
  ['startWatch', () => startWatch({ pollms: 10 } as object), 'pollMs'],
])('%s refuses an option that it does not read', async (_, start, meant) => {
  await expect(start()).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(`did you mean ${meant}?`),
  });
});
