/** What every attack may be told beside its own configuration: which frames, whole grey levels, whose Q-values. */
import { type Model, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { meanLoss, observations } from './attack-contract.js';
import type { AttackConfig } from './config.js';
import { createAttack } from './create-attack.js';
import type { AttackOptions } from './define-attack.js';
import { linearModel, randomModel } from './example-models.js';
import { wholeGreyLevels } from './grey-levels.js';

const disposables: { dispose(): void }[] = [];
afterAll(() => {
  for (const disposable of disposables) disposable.dispose();
});
function use<T extends { dispose(): void }>(disposable: T): T {
  disposables.push(disposable);
  return disposable;
}

const model = use(randomModel(21));
const input = use(observations(22, 16));
const labels = use(tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D);

function attacked(
  config: AttackConfig,
  options: AttackOptions = {},
  on: Model = model,
  from: Tensor4D = input,
): Tensor4D {
  return use(use(createAttack(config, on, options)).perturb(from, labels, 3));
}

const epsilon = 0.05;
const configs: readonly AttackConfig[] = [
  { name: 'noise', epsilon },
  { name: 'fgsm', epsilon },
  { name: 'pgd', epsilon, steps: 4, randomStart: true },
  { name: 'pgd', norm: 'l2', epsilon: 0.5, steps: 4, randomStart: true },
  { name: 'momentum', epsilon, steps: 4 },
  { name: 'apgd-ce', epsilon, steps: 6 },
  { name: 'square', epsilon, queries: 40 },
  { name: 'jsma', theta: 0.3, gamma: 0.3 },
];

describe('the newest frame alone', () => {
  it.each(configs)('$name leaves older frames their bits', (config) => {
    const perturbed = attacked(config, { frames: 'newest' }).dataSync();
    const clean = input.dataSync();
    let numNewestChanged = 0;
    for (const [i, pixel] of perturbed.entries()) {
      if (i % 2 === 0) expect(pixel).toBe(clean[i]);
      else if (pixel !== clean[i]) numNewestChanged++;
    }
    expect(numNewestChanged).toBeGreaterThan(20);
  });

  it.each(configs.filter(({ name }) => !['noise', 'jsma'].includes(name)))('$name still climbs', (config) => {
    const perturbed = attacked(config, { frames: 'newest' });
    const before = meanLoss(model, input, labels);
    const after = meanLoss(model, perturbed, labels);
    expect(after).toBeGreaterThan(before + 0.01);
    expect(after).toBeLessThan(meanLoss(model, attacked(config), labels));
  });
});

describe('whole grey levels', () => {
  const bytes = use(tf.tidy(() => tf.div(tf.round(tf.mul(input, 255)), 255) as Tensor4D));

  it.each(configs)('$name gives bytes for bytes, within its budget', (config) => {
    const free = attacked(config, {}, model, bytes).dataSync();
    const whole = attacked(config, { quantise: true }, model, bytes).dataSync();
    const clean = bytes.dataSync();
    for (const [i, pixel] of whole.entries()) {
      expect(Math.abs(pixel * 255 - Math.round(pixel * 255))).toBeLessThan(1e-3);
      expect(Math.abs(pixel - clean[i]!)).toBeLessThanOrEqual(Math.abs(free[i]! - clean[i]!) + 1e-5);
    }
  });

  it('keeps three levels of three', () => {
    const grey = use(tf.fill([16, 6, 6, 2], 100 / 255)) as Tensor4D;
    const levels = attacked({ name: 'noise', epsilon: 3 / 255 }, { quantise: true }, model, grey).dataSync();
    expect(new Set([...levels].map((pixel) => Math.round(pixel * 255)))).toEqual(new Set([97, 103]));
  });
});

describe('whole grey levels of many steps', () => {
  it.each([
    [3, 30],
    [3, 90],
    [2, 50],
    [1, 80],
  ])('keep all %i that %i equal steps made', (levels, steps) => {
    const epsilon = levels / 255;
    // Every grey value that has room, with its pixels pushed up by the same step over and over, as PGD does.
    const bytes = Uint8Array.from({ length: 250 }, (_, value) => value);
    const clean = Float32Array.from(bytes, (byte) => byte / 255);
    const perturbed = clean.map((pixel) => {
      let moved = pixel;
      for (let step = 0; step < steps; step++) moved = Math.fround(moved + Math.fround(epsilon / steps));
      return Math.min(moved, Math.fround(pixel + Math.fround(epsilon)));
    });
    const [from, to] = [clean, perturbed].map((pixels) => use(tf.tensor4d(pixels, [1, 1, 1, 250])));
    const shown = use(wholeGreyLevels(from!, to!, { epsilon, steps })).dataSync();
    expect(Array.from(shown, (pixel) => Math.round(pixel * 255))).toEqual(Array.from(bytes, (byte) => byte + levels));
  });
});

describe('whole grey levels of a decimal epsilon', () => {
  it.each([
    [0.00392, 0],
    [0.003922, 1],
    [0.0118, 3],
    [0.0117, 2],
    [0.1, 25],
  ])('%f stay inside it, %i of them', (radius, levels) => {
    const bytes = Float32Array.from({ length: 16 * 72 }, (_, i) => (40 + (i % 72)) / 255);
    const ramp = use(tf.tensor4d(bytes, [16, 6, 6, 2]));
    const perturbed = attacked({ name: 'noise', epsilon: radius }, { quantise: true }, model, ramp).dataSync();
    const sizes = ramp.dataSync().map((pixel, i) => Math.abs(perturbed[i]! - pixel));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(radius + 1e-7);
    expect(Math.round(Math.max(...sizes) * 255)).toBe(levels);
  });
});

describe('another model', () => {
  it('serves as the critic of MinQ, whose values then fall', () => {
    const critic = use(randomModel(40));
    const lost = (perturbed: Tensor4D) =>
      tf.tidy(() => {
        const chosen = tf.softmax(model.logits(perturbed) as Tensor2D);
        const regret = tf.sub(tf.max(critic.logits(input), 1, true), critic.logits(input));
        return tf.mean(tf.sum(tf.mul(chosen, regret), 1)).dataSync()[0]!;
      });
    const config = { name: 'minq', epsilon, steps: 10, stepSize: epsilon / 4 } as const;
    const before = lost(input);
    const byCritic = lost(attacked(config, { critic }));
    expect(byCritic).toBeGreaterThan(before + 0.05);
    expect(byCritic).toBeGreaterThan(lost(attacked({ ...config, name: 'pgd' })));
  });

  it('may be the victim: what is found on one transfers to a relative', () => {
    const perturbed = attacked({ name: 'pgd', epsilon: 0.3, steps: 10 });
    const relative = use(randomModel(21, 4, 24));
    expect(meanLoss(relative, perturbed, labels)).toBeGreaterThan(meanLoss(relative, input, labels));
  });

  it('must have the same actions', () => {
    const critic = use(linearModel(new Float32Array(72 * 3)));
    expect(() => createAttack({ name: 'minq', epsilon, steps: 1 }, model, { critic })).toThrowError(
      expect.objectContaining({ code: 'INCOMPATIBLE_ARTEFACT' }),
    );
    const single = use(linearModel(new Float32Array(72)));
    expect(() => createAttack({ name: 'fgsm' }, single)).toThrowError(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
  });
});

it('that nobody reads are refused', () => {
  const misspelt = { quantize: true } as object;
  const refusal = expect.objectContaining({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining('did you mean quantise?'),
  });
  expect(() => createAttack({ name: 'fgsm' }, model, misspelt)).toThrowError(refusal);
});

describe('MaxDiff', () => {
  it('moves the prescription further than noise does', () => {
    const divergence = (perturbed: Tensor4D) =>
      tf.tidy(() => {
        const before = tf.logSoftmax(model.logits(input) as Tensor2D);
        const after = tf.logSoftmax(model.logits(perturbed) as Tensor2D);
        return tf.mean(tf.sum(tf.mul(tf.exp(before), tf.sub(before, after)), 1)).dataSync()[0]!;
      });
    const maxdiff = divergence(attacked({ name: 'maxdiff', epsilon, steps: 10, stepSize: epsilon / 4 }));
    expect(maxdiff).toBeGreaterThan(4 * divergence(attacked({ name: 'noise', epsilon })));
  });
});
