/** Standard output and standard error on a disk that is full. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './run-a2pd.js';
import { saveTinyStudent } from './tiny-policies.js';

const runs = await mkdtemp(join(tmpdir(), 'a2pd-full-'));
beforeAll(() => saveTinyStudent(join(runs, 'tiny', 'student')));
afterAll(() => rm(runs, { recursive: true }));

/** Through a shell, for its redirections. */
function runRedirected(redirection: string, args: readonly string[]): Promise<{ status: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const command = `"$0" "$@" ${redirection}`;
    const child = spawn('sh', ['-c', command, process.execPath, main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, said }));
  });
}

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it.each([['--help'], ['zoo', 'list']])('under standard output is one sentence: %s', async (...args) => {
    const { status, said } = await runRedirected('>/dev/full', args);
    expect(status).toBe(1);
    expect(said).toMatch(/^a2pd: Cannot write standard output: ENOSPC.*; free some disk space.*\n$/);
  });

  it('under standard output is an error of JSON for a program', async () => {
    const { status, said } = await runRedirected('>/dev/full', ['zoo', 'list', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(said).error).toMatchObject({
      code: 'FILE_UNAVAILABLE',
      remedy: expect.stringContaining('free some disk space'),
    });
  });

  it('under standard error is no reason to lose the work', async () => {
    const brief = ['--episodes', '1', '--max-agent-steps', '20', '--run', 'tiny', '--runs', runs, '--json'];
    const { status, said } = await runRedirected('2>/dev/full', ['evaluate', ...brief]);
    expect(status).toBe(0);
    expect(JSON.parse(said).summary).toMatchObject({ agentSteps: 20 });
    // It has something to say now.
    expect(await runRedirected('2>/dev/full', ['evaluate', ...brief])).toEqual({ status: 0, said });
  });
});
