import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPython } from '@a2pd/toolchain';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Peer } from './peer.js';
import { peerScript } from './python.js';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'a2pd-peer-'));
  ({ program } = await findPython());
});
afterAll(() => rm(folder, { recursive: true }));

async function start(script: string): Promise<Peer> {
  const file = join(folder, 'peer.py');
  await writeFile(file, script);
  return new Peer({ program, environment: { PYTHONPATH: peerScript('.') } }, file);
}

const doubling = `
from serving import milliseconds_each, serve
print("a library says hello")
serve({
    "double": lambda number: {"twice": 2 * number},
    "count": lambda iterations: {"milliseconds": milliseconds_each(iterations, lambda: sum(range(1000)))},
    "fail": lambda: 1 / 0,
})
`;

it('answers one question after another, and says what memory it took', async () => {
  const peer = await start(doubling);
  expect(await peer.ask({ do: 'double', number: 21 })).toMatchObject({ twice: 42 });
  expect(await peer.ask({ do: 'double', number: -1 })).toMatchObject({ twice: -2 });
  const { milliseconds, peakBytes } = await peer.ask<Record<string, number>>({ do: 'count', iterations: 10 });
  expect(milliseconds).toBeGreaterThan(0);
  expect(peakBytes).toBeGreaterThan(2 ** 20);
  peer.close();
});

it('says with which words a peer ended', async () => {
  const peer = await start(doubling);
  await expect(peer.ask({ do: 'fail' })).rejects.toMatchObject({
    code: 'TOOL_UNAVAILABLE',
    message: expect.stringContaining('ZeroDivisionError'),
  });
  peer.close();
});
