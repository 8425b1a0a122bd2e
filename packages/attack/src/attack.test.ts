import { Rng } from '@a2pd/core';
import { type Model, type Tensor1D, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import type { Attack } from './attack.js';
import { meanLoss, observations, testAttack } from './attack-contract.js';
import type { AttackConfig } from './config.js';
import { createAttack } from './create-attack.js';
import { misclassificationMargin } from './criterion.js';
import { distances } from './distance.js';
import { linearModel, randomModel } from './example-models.js';

const epsilon = 3 / 255;

testAttack({ name: 'none' }, { budget: 0, norm: 'l0', powerless: { name: 'none' } });
testAttack({ name: 'noise', epsilon }, { budget: epsilon, norm: 'linf', powerless: { name: 'noise', epsilon: 0 } });
testAttack({ name: 'fgsm', epsilon }, { budget: epsilon, norm: 'linf', powerless: { name: 'fgsm', epsilon: 0 } });
testAttack(
  { name: 'pgd', epsilon, steps: 10 },
  { budget: epsilon, norm: 'linf', powerless: { name: 'pgd', epsilon: 0, steps: 10 } },
);
testAttack(
  { name: 'pgd', epsilon, steps: 4, stepSize: 2 * epsilon, randomStart: true, restarts: 3 },
  { budget: epsilon, norm: 'linf', powerless: { name: 'pgd', epsilon: 0, steps: 4, randomStart: true, restarts: 3 } },
);
testAttack(
  { name: 'pgd', norm: 'l2', epsilon: 0.5, steps: 5, stepSize: 0.4, randomStart: true },
  { budget: 0.5, norm: 'l2', powerless: { name: 'pgd', norm: 'l2', epsilon: 0, steps: 5 } },
);
testAttack(
  { name: 'noise', epsilon, distribution: 'uniform' },
  { budget: epsilon, norm: 'linf', powerless: { name: 'noise', epsilon: 0, distribution: 'uniform' } },
);
testAttack(
  { name: 'fgsm', norm: 'l2', epsilon: 0.5 },
  { budget: 0.5, norm: 'l2', powerless: { name: 'fgsm', epsilon: 0 } },
);
for (const name of ['momentum', 'clipped-pgd', 'cw', 'minq'] as const) {
  testAttack(
    { name, epsilon, steps: 4, stepSize: epsilon, randomStart: true, restarts: 2 },
    { budget: epsilon, norm: 'linf', powerless: { name, epsilon: 0, steps: 4 } },
  );
}
testAttack(
  { name: 'maxdiff', epsilon, steps: 4, stepSize: epsilon, restarts: 2 },
  { budget: epsilon, norm: 'linf', powerless: { name: 'maxdiff', epsilon: 0, steps: 4 } },
);
testAttack({ name: 'momentum', epsilon, steps: 13 }, { budget: epsilon, norm: 'linf' });
for (const name of ['apgd-ce', 'apgd-dlr'] as const) {
  testAttack(
    { name, epsilon, steps: 12 },
    { budget: epsilon, norm: 'linf', powerless: { name, epsilon: 0, steps: 3 } },
  );
}
testAttack(
  { name: 'apgd-targeted', epsilon, steps: 6, targets: 2, randomStart: false },
  { budget: epsilon, norm: 'linf', powerless: { name: 'apgd-targeted', epsilon: 0, steps: 3 } },
);
testAttack({ name: 'apgd-ce', norm: 'l2', epsilon: 0.5, steps: 8 }, { budget: 0.5, norm: 'l2' });
testAttack(
  { name: 'square', epsilon, queries: 60 },
  { budget: epsilon, norm: 'linf', powerless: { name: 'square', epsilon: 0, queries: 5 } },
);

testAttack({ name: 'jsma', gamma: 0.1 }, { budget: 0.1 * 72, norm: 'l0' });
testAttack({ name: 'jsma', theta: -0.3, gamma: 0.2 }, { budget: 0.2 * 72, norm: 'l0' });
testAttack({ name: 'jsma', theta: 0.3, gamma: 0.2, saliency: 'pairs' }, { budget: 0.2 * 72, norm: 'l0' });

const disposables: { dispose(): void }[] = [];
afterAll(() => {
  for (const disposable of disposables) disposable.dispose();
});

function use<T extends { dispose(): void }>(disposable: T): T {
  disposables.push(disposable);
  return disposable;
}

function attackOn(model: Model, config: AttackConfig): Attack {
  return use(createAttack(config, model));
}

describe('on a linear model', () => {
  // With two actions the gradient of the cross-entropy is a positive multiple of w(other) - w(label).
  const rng = new Rng(4);
  const kernel = Float32Array.from({ length: 72 * 2 }, () => 2 * rng.uniform() - 1);
  const model = use(linearModel(kernel));
  const input = use(observations(5, 3));
  const labels = use(tf.tensor1d([0, 1, 0], 'int32')) as Tensor1D;
  const clean = input.dataSync();

  /** x + ε · sign(w(other) - w(label)), clipped: no L-inf attack can do better. */
  function optimum(radius: number): number[] {
    return Array.from(clean, (pixel, index) => {
      const label = [0, 1, 0][Math.floor(index / 72)]!;
      const difference = kernel[(index % 72) * 2 + (1 - label)]! - kernel[(index % 72) * 2 + label]!;
      return Math.min(1, Math.max(0, pixel + radius * Math.sign(difference)));
    });
  }

  it.each<AttackConfig>([
    { name: 'fgsm', epsilon: 0.07 },
    { name: 'pgd', epsilon: 0.07, steps: 4 },
    { name: 'pgd', epsilon: 0.07, steps: 50 },
    { name: 'pgd', epsilon: 0.07, steps: 120 },
    { name: 'pgd', epsilon: 0.07, steps: 10, stepSize: 0.0175, randomStart: true, restarts: 2 },
  ])('$name with $steps steps finds the optimum', (config) => {
    const perturbed = use(attackOn(model, config).perturb(input, labels, 1)).dataSync();
    const expected = optimum(0.07);
    for (const [index, pixel] of perturbed.entries()) expect(pixel).toBeCloseTo(expected[index]!, 5);
  });

  it('follows Eq. 19 one step at a time', () => {
    const perturbed = use(
      attackOn(model, { name: 'pgd', epsilon: 0.07, steps: 2, stepSize: 0.02 }).perturb(input, labels, 1),
    );
    const expected = optimum(0.04);
    for (const [index, pixel] of perturbed.dataSync().entries()) expect(pixel).toBeCloseTo(expected[index]!, 5);
  });

  it('goes along the gradient itself in L2', () => {
    const perturbed = use(
      attackOn(model, { name: 'pgd', norm: 'l2', epsilon: 0.01, steps: 1 }).perturb(input, labels, 1),
    ).dataSync();
    const differences = Array.from({ length: 72 }, (_, pixel) => kernel[pixel * 2 + 1]! - kernel[pixel * 2]!);
    const length = Math.hypot(...differences);
    for (const [pixel, difference] of differences.entries()) {
      const unclipped = clean[pixel]! + (0.01 * difference) / length;
      expect(perturbed[pixel]).toBeCloseTo(Math.min(1, Math.max(0, unclipped)), 6);
    }
  });

  it('moves the two pixels that favour the target most, as JSMA does', () => {
    const own = use(tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D);
    const perturbed = use(
      attackOn(model, { name: 'jsma', theta: 0.01, gamma: 2 / 72 }).perturb(input, own, 1),
    ).dataSync();
    for (const [index, label] of own.dataSync().entries()) {
      const pixels = Array.from({ length: 72 }, (_, pixel) => ({
        before: clean[index * 72 + pixel]!,
        after: perturbed[index * 72 + pixel]!,
        gain: kernel[pixel * 2 + (1 - label)]! - kernel[pixel * 2 + label]!,
      }));
      const best = pixels.filter(({ before }) => before < 1).sort((a, b) => b.gain - a.gain);
      const moved = pixels.filter(({ before, after }) => before !== after).sort((a, b) => b.gain - a.gain);
      expect(moved).toEqual(best.slice(0, 2));
      for (const { before, after } of moved) expect(after).toBeCloseTo(Math.min(1, before + 0.01), 6);
    }
  });

  it('does not move pixels without a gradient: sign(0) = 0', () => {
    const blind = use(linearModel(new Float32Array(72 * 2)));
    const perturbed = use(attackOn(blind, { name: 'pgd', epsilon: 0.07, steps: 3 }).perturb(input, labels, 1));
    expect(perturbed.dataSync()).toEqual(clean);
  });
});

describe('on a random network', () => {
  const model = use(randomModel(11));
  const input = use(observations(12, 64));
  const labels = use(tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D);

  function attacked(config: AttackConfig): Tensor4D {
    return use(attackOn(model, config).perturb(input, labels, 3));
  }

  function successes(perturbed: Tensor4D): number {
    const margins = use(misclassificationMargin(use(model.logits(perturbed)) as never, labels));
    return margins.dataSync().filter((margin) => margin > 0).length;
  }

  it('raises the loss: PGD >= FGSM >= noise', () => {
    const [noise, fgsm, pgd] = (
      [
        { name: 'noise', epsilon: 0.05 },
        { name: 'fgsm', epsilon: 0.05 },
        { name: 'pgd', epsilon: 0.05, steps: 20, stepSize: 0.00625 },
      ] as const
    ).map((config) => meanLoss(model, attacked(config), labels));
    expect(fgsm).toBeGreaterThan(noise!);
    expect(pgd).toBeGreaterThanOrEqual(fgsm! - 1e-6);
  });

  it('succeeds more often with more budget, from never to nearly always', () => {
    const rates = [0, 0.01, 0.03, 0.1, 0.3, 1].map((radius) =>
      successes(attacked({ name: 'pgd', epsilon: radius, steps: 10 })),
    );
    expect(rates[0]).toBe(0);
    for (let index = 1; index < rates.length; index++) {
      expect(rates[index]).toBeGreaterThanOrEqual(rates[index - 1]!);
    }
    expect(rates.at(-1)).toBeGreaterThanOrEqual(60);
  });

  it('reaches its random target by JSMA and stops there', () => {
    const perturbed = attacked({ name: 'jsma' });
    // Brighter pixels alone do not reach every target.
    expect(successes(perturbed)).toBeGreaterThanOrEqual(60);
    const byPairs = attacked({ name: 'jsma', saliency: 'pairs' });
    expect(successes(byPairs)).toBeGreaterThanOrEqual(55);
    const again = use(attackOn(model, { name: 'jsma' }).perturb(perturbed, labels, 3));
    expect(again.dataSync()).toEqual(perturbed.dataSync());
  });

  it.each(['gradient', 'pairs'] as const)(
    'changes at most the share gamma of the pixels by JSMA, saliency %s',
    (saliency) => {
      for (const numPixels of [0, 1, 2, 3, 4, 5, 14]) {
        const jsma = attackOn(model, { name: 'jsma', theta: 1, gamma: numPixels / 72, saliency });
        const changed = use(distances.l0(use(jsma.perturb(input, labels, 3)), input)).dataSync();
        expect(Math.max(...changed), `${numPixels} pixels`).toBe(numPixels - (numPixels % 2));
      }
    },
  );

  it.each(['gradient', 'pairs'] as const)(
    'leaves what may not move alone when one pixel is left, by JSMA, saliency %s',
    (saliency) => {
      const dark = use(
        tf.tidy(() =>
          tf
            .oneHot(tf.tensor1d([5], 'int32'), 72)
            .toFloat()
            .reshape([1, ...input.shape.slice(1)]),
        ) as Tensor4D,
      );
      const [label] = use(tf.tidy(() => tf.argMax(model.logits(dark), 1).toInt())).dataSync();
      const jsma = attackOn(model, { name: 'jsma', theta: -0.5, saliency });
      const perturbed = use(jsma.perturb(dark, use(tf.tensor1d([label!], 'int32')), 3));
      expect(perturbed.dataSync()).toEqual(dark.dataSync());
    },
  );

  it('goes the same way alone as in a JSMA batch that others leave', () => {
    // With two actions the target is the other one, wherever an observation stands in the batch.
    const pairwise = use(randomModel(12, 2));
    const own = use(tf.tidy(() => tf.argMax(pairwise.logits(input), 1).toInt()) as Tensor1D);
    const jsma = attackOn(pairwise, { name: 'jsma', theta: 0.2, gamma: 0.5 });
    const together = use(jsma.perturb(input, own, 3));
    for (const n of [0, 5, 17, 40, 63]) {
      const alone = use(jsma.perturb(use(tf.slice(input, n, 1)), use(tf.slice(own, n, 1)), 3));
      const distance = use(distances.linf(alone, use(tf.slice(together, n, 1))));
      expect(distance.dataSync()[0]).toBeLessThanOrEqual(1e-6);
    }
  });

  it('loses nothing by restarts', () => {
    const strong = { name: 'pgd', epsilon: 0.03, steps: 5, stepSize: 0.015, randomStart: true } as const;
    expect(successes(attacked({ ...strong, restarts: 5 }))).toBeGreaterThanOrEqual(successes(attacked(strong)));
  });

  it('draws other noise from another seed', () => {
    const noise = attackOn(model, { name: 'noise', epsilon: 0.05 });
    const [first, second] = [1, 2].map((seed) => use(noise.perturb(input, labels, seed)));
    const different = use(distances.l0(first!, second!)).dataSync();
    for (const numPixels of different) expect(numPixels).toBeGreaterThan(10);
  });

  it('moves half of the pixels up and half down by noise', () => {
    const grey = use(tf.fill([64, 6, 6, 2], 0.5)) as Tensor4D;
    const moved = use(attackOn(model, { name: 'noise', epsilon: 0.25 }).perturb(grey, labels, 9)).dataSync();
    const numUp = moved.filter((pixel) => pixel === 0.75).length;
    expect(moved.filter((pixel) => pixel === 0.25).length).toBe(moved.length - numUp);
    expect(Math.abs(numUp / moved.length - 0.5)).toBeLessThan(0.03);
  });
});

describe('a policy that is certain', () => {
  // The label leads by 30 logits, and only its own logit depends on the pixels: 3 grey levels of each take 34 away.
  const kernel = Float32Array.from({ length: 72 * 3 }, (_, i) => {
    if (i % 3 !== 0) return 0;
    return i % 2 === 0 ? 40 + 60 / 36 : -40;
  });
  const certain = use(linearModel(kernel));
  const grey = use(tf.fill([1, 6, 6, 2], 0.5)) as Tensor4D;
  const label = use(tf.tensor1d([0], 'int32')) as Tensor1D;

  it.each<AttackConfig>([
    { name: 'cw', epsilon, steps: 10 },
    { name: 'pgd', epsilon, steps: 10 },
    { name: 'fgsm', epsilon },
    { name: 'momentum', epsilon, steps: 10 },
    { name: 'apgd-ce', epsilon, steps: 10, randomStart: false },
  ])('falls to $name where it can be changed', (config) => {
    const perturbed = use(attackOn(certain, config).perturb(grey, label, 1));
    const [margin] = tf.tidy(() => misclassificationMargin(certain.logits(perturbed) as never, label).dataSync());
    expect(margin).toBeGreaterThan(0);
  });
});
