import { afterEach, expect, it } from 'vitest';
import { findCompiler } from './probes.js';

const { TMPDIR } = process.env;
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

it('does not blame the compiler for a temporary folder that is not there', async () => {
  process.env.TMPDIR = '/nowhere/at/all';
  await expect(findCompiler()).rejects.toMatchObject({
    code: 'FILE_UNAVAILABLE',
    remedy: expect.stringContaining('TMPDIR'),
  });
});
