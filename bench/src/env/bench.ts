/** Agent steps a second of the environments: five games, three sizes, two threads, against the field's own. */
import { paperGames } from '@a2pd/ale';
import { AtariVectorEnvironment } from '@a2pd/atari';
import { median, Rng } from '@a2pd/core';
import type { BenchOptions, BenchResult } from '../bench.js';
import { numThreads } from '../limits.js';
import { type Contestant, interleavedRounds } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { type EnvironmentPeer, type Measurement, peerNames, startEnvironmentPeer } from './peers.js';

const sizes = [1, 8, 32];
const seconds = 1;

const notes = `Agent steps a second (84 x 84, frame skip 4, maximum of two frames, stack of 4), ${numThreads} threads, random
actions, automatic resets. Ours is the \`gymnasium\` preset: the same observations. Gymnasium's wrappers run one after the
other in one process, as its SyncVectorEnv does.`;

export async function benchEnvironments({ rounds = 5, log }: BenchOptions): Promise<BenchResult> {
  const peers = new Map<string, EnvironmentPeer>();
  try {
    for (const name of peerNames) peers.set(name, await startEnvironmentPeer(name, log));
    const rows: Row[] = [];
    for (const game of paperGames) {
      for (const numEnvironments of sizes) {
        const measurement = { game, numEnvironments, numThreads, seconds };
        const contestants: Record<string, Contestant> = { ours: () => measureOurs(measurement) };
        for (const [name, peer] of peers) contestants[name] = () => peer.measure(measurement);
        const { ours = [], ...theirs } = await interleavedRounds(contestants, rounds);
        rows.push(...Object.entries(theirs).map(([name, peer]) => row(measurement, ours, peer, name)));
        const medians = Object.values(theirs).map((one) => Math.round(median(one)));
        log(`${game} x ${numEnvironments}: ${Math.round(median(ours))}, peers ${medians}`);
      }
    }
    const versions = Object.assign({}, ...[...peers.values()].map((peer) => peer.versions));
    return { rows, notes, versions };
  } finally {
    for (const peer of peers.values()) peer.close();
  }
}

function row(
  { game, numEnvironments }: Measurement,
  ours: readonly number[],
  peer: readonly number[],
  peerName: string,
): Row {
  const figures = {
    bench: 'env',
    case: `${game}, ${numEnvironments} ${numEnvironments === 1 ? 'environment' : 'environments'}`,
    unit: 'agent steps/s',
    ...rowFigures(ours, peer),
    peerName,
  };
  return createRow(figures, 'higher');
}

function measureOurs({ game, numEnvironments, numThreads, seconds }: Measurement): number {
  const environment = new AtariVectorEnvironment({ game, preset: 'gymnasium', numEnvironments, numThreads });
  const rng = new Rng(1);
  const tape = Array.from({ length: 64 }, () =>
    Int32Array.from({ length: numEnvironments }, () => rng.integer(environment.numActions)),
  );
  const warmUp = Math.ceil(64 / numEnvironments);
  for (let step = 0; step < warmUp; step++) environment.step(tape[step % tape.length]!);
  const began = performance.now();
  let steps = 0;
  while (performance.now() - began < 1000 * seconds) environment.step(tape[steps++ % tape.length]!);
  const rate = (steps * numEnvironments) / ((performance.now() - began) / 1000);
  environment.close();
  return rate;
}
