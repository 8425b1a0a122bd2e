import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hoursToGate } from './hours-to-gate.js';

it('takes the hours of recorded curves, and those of both sides from their rates', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'a2pd-curves-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keep = (name: string, record: object) =>
    writeFile(join(folder, name), JSON.stringify({ seconds: 9000, agentStepsBefore: 0, evaluations: [], ...record }));
  const passed = { gate: 18, agentSteps: 720_000, seconds: 720 };
  await keep('training-curve-pong-pqn.json', { game: 'pong', algorithm: 'PQN', gatePassed: passed });
  await keep('training-curve-pong.json', {
    game: 'pong',
    algorithm: 'Rainbow',
    gatePassed: { ...passed, seconds: 7200 },
  });
  const missed = { game: 'boxing', algorithm: 'PQN', gatePassed: null };
  await keep('training-curve-boxing.json', { ...missed, evaluations: [{ meanReturn: 51 }, { meanReturn: 48 }] });
  await keep('training-curve-boxing-longer.json', { ...missed, agentStepsBefore: 200_000 });
  await keep('records.json', { another: 'file' });
  const { rows, notes } = await hoursToGate(folder, { PQN: { ours: 1000, peer: 500, peerName: 'PyTorch' } });
  expect(rows).toEqual([
    { bench: 'train', case: 'pong by PQN, to a mean return of 18', unit: 'hours', ours: 0.2, goalOurs: 1 },
    {
      ...{ bench: 'train', case: 'pong by PQN, the same at the rates above', unit: 'hours', ours: 0.2 },
      ...{ peer: 0.4, ratio: 2, peerName: 'PyTorch', agreement: '720,000 agent steps' },
    },
    { bench: 'train', case: 'pong by Rainbow, to a mean return of 18', unit: 'hours', ours: 2, goalOurs: 1 },
  ]);
  expect(notes).toBe('- boxing by PQN: not at its gate, the best evaluation 51 in 2.50 hours');
});
