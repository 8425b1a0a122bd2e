/** What an update with each defence takes, in updates without one. */
import { median, Rng } from '@a2pd/core';
import { defences, Learner, parseRainbowConfig, type RainbowConfig } from '@a2pd/rainbow';
import { allocateBatch, type Batch } from '@a2pd/replay';
import { withConstantTensors } from '../constant-tensors.js';
import { interleavedRounds, millisecondsEach } from '../rounds.js';
import type { Row } from '../row.js';

const numActions = 6;
const iterations = 5;
const plain = 'plain';

/** @param config Without a defence. */
export async function measureDefences(subject: string, config: RainbowConfig, rounds: number): Promise<Row[]> {
  const batch = noise(config.batchSize);
  const names = [plain, ...defences.map(({ name }) => name)];
  const learners = names.map((name) => {
    const defended = name === plain ? config : parseRainbowConfig({ ...config, defence: { name } });
    return new Learner(defended, numActions, new Rng(1));
  });
  try {
    const contestants = names.map((name, i) => {
      const radius = name === plain ? 0 : 1 / 255;
      const update = () => millisecondsEach(iterations, () => void learners[i]!.learn(batch, radius));
      return [name, withConstantTensors(`an update with ${name}`, update)] as const;
    });
    const figures: Readonly<Record<string, readonly number[]>> = await interleavedRounds(
      Object.fromEntries(contestants),
      rounds,
    );
    return defences.map(({ name }): Row => {
      const oursRounds = figures[name]!.map((milliseconds, round) => milliseconds / figures[plain]![round]!);
      return {
        bench: 'train',
        case: `${subject}: an update with ${name}`,
        unit: 'plain updates',
        ours: median(oursRounds),
        oursRounds,
      };
    });
  } finally {
    for (const learner of learners) learner.dispose();
  }
}

/** How long an update takes does not depend on what the batch shows. */
function noise(size: number): Batch {
  const batch = allocateBatch(size);
  const rng = new Rng(2);
  for (let i = 0; i < batch.pixels.length; i++) batch.pixels[i] = rng.integer(256);
  for (let row = 0; row < size; row++) {
    batch.actions[row] = rng.integer(numActions);
    batch.returns[row] = rng.uniform();
    batch.discounts[row] = 0.99;
    batch.importanceWeights[row] = 1;
  }
  return batch;
}
