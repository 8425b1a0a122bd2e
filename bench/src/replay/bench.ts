/** Whether training stays as cheap when its replay fills, what it holds in memory, and how long a resume takes then. */
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';
import { replayBytes } from '@a2pd/replay';
import type { BenchOptions, BenchResult } from '../bench.js';
import type { Row } from '../row.js';
import { measureCheckpoints } from './checkpoints.js';
import { measureCosts } from './costs.js';
import { fillReplays, numEnvironments } from './filled-replays.js';

const game = 'pong';
const allSizes = [10_000, 100_000, 1_000_000];
/** Left to everything else on the machine. */
const spareBytes = 3e9;
/** For a million transitions. */
const goalBytes = 7.6e9;

export async function benchReplay({ rounds = 15, log }: BenchOptions): Promise<BenchResult> {
  const sizes = allSizes.filter(
    (_, i) => 2 * bytesOf(allSizes.slice(0, i + 1)) + spareBytes < process.availableMemory(),
  );
  if (sizes.length < allSizes.length) log(`Memory is left for replays of ${sizes.join(' and ')} transitions only`);
  return measureReplays(rainbowPresets.paper, sizes, rounds, log);
}

/** @param sizes ascending; each replay is filled to its last step. */
async function measureReplays(
  config: RainbowConfig,
  sizes: readonly number[],
  rounds: number,
  log: BenchOptions['log'],
): Promise<BenchResult> {
  const before = process.memoryUsage.rss();
  const filled = fillReplays(game, config, sizes, log);
  try {
    const held = process.memoryUsage.rss() - before;
    const memory: Row = {
      bench: 'replay',
      case: `memory of all replays (${sizes.map((size) => size.toLocaleString('en')).join(', ')})`,
      unit: 'GB',
      ours: held / 1e9,
      agreement: `${(bytesOf(sizes) / 1e9).toFixed(2)} GB announced`,
      ...(sizes.at(-1) === 1e6 ? { goalOurs: (goalBytes + bytesOf(sizes.slice(0, -1))) / 1e9 } : {}),
    };
    log('Measuring updates');
    const costs = await measureCosts(filled, config, sizes, rounds);
    log('Measuring checkpoints');
    const checkpoints = await measureCheckpoints(filled, config, game);
    return { rows: [...costs, memory, ...checkpoints.rows], notes: `${conditions}\n\n${checkpoints.notes}` };
  } finally {
    filled.play.close();
  }
}

function bytesOf(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + replayBytes(size), 0);
}

const conditions = `The paper's network and replay on Pong, ${numEnvironments} environments, played at random; every replay is full, so that a
new step overwrites the oldest. A ratio near 1 means that a full replay costs as little as a small one.`;
