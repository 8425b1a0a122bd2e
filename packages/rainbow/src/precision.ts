/** Settles what a training's updates multiply in where its configuration leaves that to a measurement. */
import { Rng } from '@a2pd/core';
import { allocateBatch, type Batch } from '@a2pd/replay';
import { type FoundPrecision, findFastestPrecision, type Rehearsal } from '@a2pd/tensor';
import { Learner } from './learner.js';
import { PqnLearner } from './pqn/learner.js';
import { isPqn, type TrainingConfig } from './training-config.js';

/**
 * Of `fastest`, makes a precision: a second or so of updates in each, of the configuration's own network and batch size, which
 * leave nothing behind. A run that continues has its precision already.
 * @returns The configuration of the training, and what was found; nothing was looked for where a precision was given.
 * @throws A2pdError INTERRUPTED
 */
export async function settlePrecision(
  config: TrainingConfig,
  numActions: number,
  signal?: AbortSignal,
): Promise<{ readonly config: TrainingConfig; readonly found?: FoundPrecision }> {
  if (config.precision !== 'fastest') return { config };
  const found = await findFastestPrecision((precision) => rehearsalOf({ ...config, precision }, numActions), signal);
  return { config: { ...config, precision: found.precision }, found };
}

/** Updates of a learner of its own. */
function rehearsalOf(config: TrainingConfig, numActions: number): Rehearsal {
  const batch = noiseBatch(config.batchSize, numActions);
  if (isPqn(config)) {
    const learner = new PqnLearner(config, numActions, new Rng(1));
    return { step: () => void learner.learn(batch, config.learningRate), dispose: () => learner.dispose() };
  }
  const learner = new Learner(config, numActions, new Rng(1));
  return { step: () => void learner.learn(batch, config.defence?.epsilon), dispose: () => learner.dispose() };
}

/** What it shows does not matter to how long it takes. */
function noiseBatch(size: number, numActions: number): Batch {
  const batch = allocateBatch(size);
  const rng = new Rng(2);
  for (let i = 0; i < batch.pixels.length; i++) batch.pixels[i] = rng.integer(256);
  for (let row = 0; row < size; row++) batch.actions[row] = rng.integer(numActions);
  batch.discounts.fill(0.97);
  batch.importanceWeights.fill(1);
  return batch;
}
