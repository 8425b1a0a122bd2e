/** The lab as the command opens it: an address that answers, a session with the user's own attack, and an end on request. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { runA2pd } from './run-a2pd.js';

const ownAttack = fileURLToPath(new URL('../../../docs/examples/own-attack.mjs', import.meta.url));

it('opens with an attack of one’s own, and ends when it is asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-lab-'));
  try {
    const plugin = join(folder, 'own-attack.mjs');
    await copyFile(ownAttack, plugin);
    let catalogue: Promise<{ attacks: { name: string }[]; opening: unknown }> | undefined;
    let isHeard = false;
    const { status, stderr } = await runA2pd(
      ['lab', '--json', '--plugin', plugin, '--policy', 'zoo:pong/teacher', '--seed', '3', '--runs', folder],
      {
        signalOnce: {
          signal: 'SIGTERM',
          when: ({ stdout }) => {
            if (!stdout.includes('\n')) return false;
            catalogue ??= firstMessage(JSON.parse(stdout).url).finally(() => {
              isHeard = true;
            });
            return isHeard;
          },
        },
      },
    );
    expect(status, stderr).toBe(0);
    const { attacks, opening } = (await catalogue)!;
    expect(attacks.map(({ name }) => name)).toContain('heavy-ball');
    expect(opening).toEqual({ policies: ['zoo:pong/teacher'], seed: 3 });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('refuses a policy that is not there', async () => {
  const { status, stderr } = await runA2pd(['lab', '--json', '--policy', 'nowhere/at-all']);
  expect(status).toBe(1);
  expect(JSON.parse(stderr.trim()).error).toMatchObject({ code: 'FILE_UNAVAILABLE' });
});

it.each([
  [['--seed', '1000001'], 'a seed from 0 to 1,000,000'],
  [
    ['--policy', ...['teacher', 'student-a2pd', 'student-pgd10'].map((name) => `zoo:pong/${name}`)],
    'one or two policies',
  ],
])('refuses %j, which its page could not ask for', async (args, complaint) => {
  const { status, stderr } = await runA2pd(['lab', '--json', ...args]);
  expect(status).not.toBe(0);
  expect(JSON.parse(stderr.trim()).error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(complaint),
  });
});

function firstMessage(url: string): Promise<never> {
  return new Promise((resolve, reject) => {
    const { origin } = new URL(url);
    const socket = new WebSocket(`${url.replace('http:', 'ws:')}session`, { origin });
    socket.once('error', reject);
    socket.once('message', (words) => {
      resolve(JSON.parse(String(words)) as never);
      socket.close();
    });
  });
}
