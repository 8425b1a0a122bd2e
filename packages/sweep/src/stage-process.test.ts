import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isRunning } from '@a2pd/artefact';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runStage } from './stage-process.js';

const stage = fileURLToPath(new URL('./testing/stage.mjs', import.meta.url));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-stage-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('ends the child of a parent that is killed', async () => {
  const runner = new URL('../dist/stage-process.js', import.meta.url);
  const command = { program: [process.execPath, stage], args: ['a', folder, '600000'], log: join(folder, 'log.txt') };
  const script = `import { runStage } from ${JSON.stringify(runner)}; await runStage(${JSON.stringify(command)});`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: 'ignore' });
  const child = await pidIn(join(folder, 'pid.txt'));
  expect(isRunning(child)).toBe(true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  for (let polls = 0; polls < 200 && isRunning(child); polls++) await sleep(50);
  expect(isRunning(child)).toBe(false);
});

it('tells a signal from an exit status', async () => {
  const running = runStage({
    program: [process.execPath, stage],
    args: ['a', folder, '600000'],
    log: join(folder, 'log.txt'),
  });
  const child = await pidIn(join(folder, 'pid.txt'));
  process.kill(child, 'SIGKILL');
  await expect(running).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringContaining('killed by SIGKILL (out of memory?)'),
  });
});

it('does not take for complete what was stopped by somebody else', async () => {
  const args = ['a', folder, '0', 'stopped'];
  const running = runStage({ program: [process.execPath, stage], args, log: join(folder, 'log.txt') });
  await expect(running).rejects.toMatchObject({
    code: 'JOB_FAILED',
    message: expect.stringContaining('stopped by another'),
  });
});

async function pidIn(file: string): Promise<number> {
  for (;;) {
    const pid = Number(await readFile(file, 'utf8').catch(() => ''));
    if (pid > 0) return pid;
    await sleep(20);
  }
}
