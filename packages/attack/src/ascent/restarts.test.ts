import { type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { expect, it } from 'vitest';
import { observations } from '../attack-contract.js';
import { randomModel } from '../example-models.js';
import { margin } from './objective.js';
import { bestOf } from './restarts.js';

it('keeps, for each observation, the run that leads furthest astray, and the evidence of all runs', () => {
  const model = randomModel(7);
  const clean = observations(5, 6);
  const labels = tf.tidy(() => tf.argMax(model.logits(clean), 1).toInt()) as Tensor1D;
  const rate = margin({ clean, labels, targets: labels });
  const runs = [11, 12, 13].map((seed) => observations(seed, 6));
  const ratings = runs.map((shown) => [...tf.tidy(() => rate(model.logits(shown) as never)).dataSync()]);
  const best = clean
    .dataSync()
    .slice(0, 6)
    .map((_, row) => {
      const column = ratings.map((rating) => rating[row]!);
      return column.indexOf(Math.max(...column));
    });
  // One run alone is not the best everywhere, or choosing would be nothing.
  expect(new Set(best).size).toBeGreaterThan(1);

  const restarting = bestOf('test', model, margin);
  const run = (index: number) => ({ perturbed: tf.clone(runs[index]!), evidence: tf.scalar(index + 1) });
  const { perturbed, evidence } = restarting.pick(runs.length, clean, labels, run);
  for (const [row, winner] of best.entries()) {
    const pixelsOf = (shown: Tensor4D) => [...tf.tidy(() => tf.slice(shown, row, 1)).dataSync()];
    expect(pixelsOf(perturbed)).toEqual(pixelsOf(runs[winner]!));
  }
  expect(evidence.dataSync()[0]).toBe(1 + 2 + 3);
  restarting.dispose();
  tf.dispose([clean, labels, ...runs, perturbed, evidence]);
  model.dispose();
});
