import { expect, it } from 'vitest';
import { breathe } from './breathe.js';

it('lets a timer that is due abort a loop that would never end', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 0);
  const loop = async () => {
    for (;;) await breathe(controller.signal);
  };
  await expect(loop()).rejects.toMatchObject({ code: 'INTERRUPTED' });
});
