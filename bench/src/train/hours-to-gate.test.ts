import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hoursToGate } from './hours-to-gate.js';

it('takes the hours of recorded curves, and those of a peer from its rate', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-curves-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keep = (name: string, record: object) => writeFile(join(folder, name), JSON.stringify(record));
  const passed = { gate: 18, agentSteps: 720_000, seconds: 720 };
  await keep('training-curve-pong-pqn.json', { game: 'pong', algorithm: 'PQN', gatePassed: passed });
  await keep('training-curve-pong.json', {
    game: 'pong',
    algorithm: 'Rainbow',
    gatePassed: { ...passed, seconds: 7200 },
  });
  await keep('training-curve-boxing.json', { game: 'boxing', algorithm: 'PQN', gatePassed: null });
  await keep('records.json', { another: 'file' });
  const rows = await hoursToGate(folder, { PQN: { agentStepsPerSecond: 500, peerName: 'PyTorch' } });
  expect(rows).toEqual([
    {
      ...{ bench: 'train', case: 'pong by PQN, to a mean return of 18', unit: 'hours', ours: 0.2, goalOurs: 1 },
      ...{ peer: 0.4, ratio: 2, peerName: 'PyTorch, at its rate' },
    },
    { bench: 'train', case: 'pong by Rainbow, to a mean return of 18', unit: 'hours', ours: 2, goalOurs: 1 },
  ]);
});
