/** What an update and an agent step cost with much and with little in the replay. */
import { Rng } from '@a2pd/core';
import { Learner, type RainbowConfig } from '@a2pd/rainbow';
import { allocateBatch, type PrioritizedReplay } from '@a2pd/replay';
import { withConstantTensors } from '../constant-tensors.js';
import { interleavedRounds, millisecondsEach } from '../rounds.js';
import { createRow, type Row, rowFigures } from '../row.js';
import { type FilledReplays, numEnvironments } from './filled-replays.js';

const updatesOfRound = 10;
const samplesOfRound = 200;
const vectorStepsOfRound = 50;
/** An agent step with the largest replay may cost so much of what it costs with the smallest: 1 / 0.9. */
const goalRatio = 0.9;

/** Rows for each size beside the smallest. */
export async function measureCosts(
  filled: FilledReplays,
  config: RainbowConfig,
  sizes: readonly number[],
  rounds: number,
): Promise<Row[]> {
  const learner = new Learner(config, filled.play.environment.numActions, new Rng(1));
  try {
    const updating = await interleavedRounds(
      contestants(filled.replays, sizes, (replay) => {
        const update = createUpdate(replay, config, (batch) => learner.learn(batch).priorities);
        return withConstantTensors('an update', () => millisecondsEach(updatesOfRound, update));
      }),
      rounds,
    );
    const drawing = await interleavedRounds(
      contestants(filled.replays, sizes, (replay) => {
        const update = createUpdate(replay, config, (batch) => batch.importanceWeights);
        return () => 1000 * millisecondsEach(samplesOfRound, update);
      }),
      rounds,
    );
    const storing = measureStoring(filled, sizes, rounds);
    const together = Object.fromEntries(
      sizes.map(nameOf).map((name) => {
        const updatesMs = updating[name]!.map((ms) => ms / config.learnPeriodAgentSteps);
        return [name, updatesMs.map((ms, round) => ms + storing[name]![round]! / 1000)];
      }),
    );
    return [
      ...rowsOf('an agent step: storing it, and its share of an update', 'ms', sizes, together, goalRatio),
      ...rowsOf('an update: sampling, learning, new priorities', 'ms', sizes, updating),
      ...rowsOf('of it sampling and new priorities', 'µs', sizes, drawing),
      ...rowsOf('storing an agent step', 'µs', sizes, storing),
    ];
  } finally {
    learner.dispose();
  }
}

function contestants(
  replays: readonly PrioritizedReplay[],
  sizes: readonly number[],
  create: (replay: PrioritizedReplay) => () => number | Promise<number>,
) {
  return Object.fromEntries(sizes.map((size, i) => [nameOf(size), create(replays[i]!)]));
}

function createUpdate(
  replay: PrioritizedReplay,
  config: RainbowConfig,
  learn: (batch: ReturnType<typeof allocateBatch>) => Float32Array,
): () => void {
  const batch = allocateBatch(config.batchSize);
  const rng = new Rng(2);
  return () => {
    replay.sample(batch, config.importanceSamplingExponentStart, rng);
    replay.updatePriorities(batch.indices, learn(batch));
  };
}

/** Microseconds an agent step by size, round by round; all replays get the same steps, in turns. */
function measureStoring({ play }: FilledReplays, sizes: readonly number[], rounds: number): Record<string, number[]> {
  const figures = Object.fromEntries(sizes.map((size) => [nameOf(size), [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    const before = [...play.storingMs];
    for (let step = 0; step < vectorStepsOfRound; step++) play.step();
    for (const [i, size] of sizes.entries()) {
      const ms = play.storingMs[i]! - before[i]!;
      figures[nameOf(size)]!.push((1000 * ms) / (vectorStepsOfRound * numEnvironments));
    }
  }
  return figures;
}

function rowsOf(
  what: string,
  unit: string,
  sizes: readonly number[],
  figures: Record<string, number[]>,
  goalRatio?: number,
): Row[] {
  const [smallest] = sizes;
  return sizes.slice(1).map((size) =>
    createRow(
      {
        bench: 'replay',
        case: `${what}, ${nameOf(size)} in replay`,
        unit,
        ...rowFigures(figures[nameOf(size)]!, figures[nameOf(smallest!)]!),
        peerName: `ours, ${nameOf(smallest!)} in replay`,
        ...(goalRatio === undefined ? {} : { goalRatio }),
      },
      'lower',
    ),
  );
}

function nameOf(size: number): string {
  return size.toLocaleString('en');
}
