import { frameSize, observationSize, Rng } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { BatchScorer } from './batch-scores.js';
import { resolveOptions } from './options.js';
import { BandsGame, bandsKernel, bandsModel, numActions } from './testing/bands-game.js';

const batchSize = 2;
const weights = { olderWeight: 0.3 };

function scorerFor(quantise: boolean) {
  const policy = bandsModel(weights);
  const attack = { name: 'pgd', epsilon: 2.5 / 255, steps: 4 } as const;
  const environment = new BandsGame(batchSize);
  return new BatchScorer(
    resolveOptions({ environment, policy, attack, seeds: [1, 2], perturbFrames: 'newest', quantise }),
  );
}

function exampleBatch() {
  const rng = new Rng(4);
  const observations = Uint8Array.from({ length: batchSize * observationSize }, () => 50 + rng.integer(150));
  const olderShown = Float32Array.from({ length: batchSize * 3 * frameSize }, () => 0.2 + 0.6 * rng.uniform());
  return { observations, olderShown };
}

/** The linear policy on older frames as shown and the newest as perturbed, by hand. */
function expectedScores(olderShown: Float32Array, newestShown: Float32Array): number[] {
  const kernel = bandsKernel(weights);
  return Array.from({ length: batchSize * numActions }, (_, k) => {
    const [row, action] = [Math.floor(k / numActions), k % numActions];
    let score = 0;
    for (let i = 0; i < frameSize; i++) {
      for (let frame = 0; frame < 4; frame++) {
        const pixel = frame === 3 ? newestShown[row * frameSize + i]! : olderShown[(row * 3 + frame) * frameSize + i]!;
        score += pixel * kernel[(i * 4 + frame) * numActions + action]!;
      }
    }
    return score;
  });
}

describe('newest-frame attacks', () => {
  it.each([
    [false, 2.5],
    [true, 2],
  ])('keep what was shown and spend the whole budget on the newest frame (quantise: %s)', (quantise, levels) => {
    const scorer = scorerFor(quantise);
    const { observations, olderShown } = exampleBatch();
    const request = {
      observations,
      olderShown,
      batchSize,
      attackSeed: 1,
      wantsNewestShown: true,
      wantsGradient: false,
    };
    const { attacked, newestShown, maxPerturbation } = scorer.score(request);
    scorer.dispose();
    for (let row = 0; row < batchSize; row++) {
      for (let i = 0; i < frameSize; i++) {
        const clean = observations[row * observationSize + 3 * frameSize + i]! / 255;
        expect(Math.abs(newestShown![row * frameSize + i]! - clean)).toBeCloseTo(levels / 255, 6);
      }
    }
    const expected = expectedScores(olderShown, newestShown!);
    for (const [k, score] of expected.entries()) expect(attacked![k]).toBeCloseTo(score, 2);
    for (const largest of maxPerturbation!) expect(largest).toBeCloseTo(levels / 255, 6);
  });
});
