/** What a shell forbids, under real limits of it. */
import { run } from '@a2pd/toolchain';
import { describe, expect, it } from 'vitest';
import { main } from './run-a2pd.js';

/** Through `prlimit`, which sets limits of the process that it becomes. */
function runWithin(limit: string, args: readonly string[]) {
  return run('prlimit', [limit, process.execPath, main, ...args]);
}

describe.runIf(process.platform === 'linux')('a shell that allows too little', () => {
  it.each([
    ['--nofile=20:20', 'at least 256 open files but received 20;'],
    ['--nofile=40:40', 'at least 256 open files but received 40;'],
    ['--as=1024000000', 'at least 3 GiB of address space but received 1.0 GiB;'],
    ['--as=2048000000', 'at least 3 GiB of address space but received 1.9 GiB;'],
  ])('%s is one sentence with the remedy', async (limit, complaint) => {
    const { exitCode, output } = await runWithin(limit, ['zoo', 'list']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^a2pd: Expected [^\n]+; (raise|lift) the limit: ulimit -[nv] \w+\n$/);
    expect(output).toContain(complaint);
  });

  it('is an error of JSON for a program', async () => {
    const { output } = await runWithin('--nofile=40:40', ['zoo', 'list', '--json']);
    expect(JSON.parse(output).error).toMatchObject({
      code: 'FILE_UNAVAILABLE',
      remedy: expect.stringContaining('4096'),
    });
  });

  it.each(['--nofile=256:256', `--as=${3 * 2 ** 30}`])('%s is enough to load everything', async (limit) => {
    expect(await runWithin(limit, ['evaluate', '--help'])).toMatchObject({ exitCode: 0 });
  });
});
