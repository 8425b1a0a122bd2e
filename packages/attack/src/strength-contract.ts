/** The properties that tell an attack from an imitation, as expectations on a random network. */
import type { Model, Tensor1D, Tensor2D, Tensor4D } from '@a2pd/tensor';
import { tf } from '@a2pd/tensor';
import { expect } from 'vitest';
import { meanLoss, observations } from './attack-contract.js';
import type { AttackConfig } from './config.js';
import { createAttack } from './create-attack.js';
import { misclassificationMargin } from './criterion.js';
import { distances } from './distance.js';
import { randomModel } from './example-models.js';

const epsilon = 0.05;

/**
 * Bounds are never left; success grows with epsilon, from none to all; PGD >= FGSM >= noise by loss; twice the steps on a
 * plateau gain at most a point; APGD >= PGD; a black box beats noise.
 */
export function expectStrength(seed: number, numObservations: number): void {
  const model = randomModel(seed);
  const input = observations(seed, numObservations);
  const labels = tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D;
  try {
    const strike = (config: AttackConfig) => attacked(model, input, labels, config);
    const noise = strike({ name: 'noise', epsilon });
    const fgsm = strike({ name: 'fgsm', epsilon });
    const pgd = strike({ name: 'pgd', epsilon, steps: 20, stepSize: epsilon / 8 });
    expect(fgsm.loss).toBeGreaterThanOrEqual(noise.loss);
    expect(pgd.loss).toBeGreaterThanOrEqual(fgsm.loss - 1e-6);

    const longer = strike({ name: 'pgd', epsilon, steps: 40, stepSize: epsilon / 8 });
    expect(Math.abs(longer.success - pgd.success)).toBeLessThanOrEqual(onePoint(numObservations));

    const apgd = strike({ name: 'apgd-ce', epsilon, steps: 20 });
    const apgdMargin = strike({ name: 'apgd-dlr', epsilon, steps: 20 });
    // Either may end in another local maximum; that is why they are used together.
    expect(Math.max(apgd.success, apgdMargin.success)).toBeGreaterThanOrEqual(pgd.success - onePoint(numObservations));
    const square = strike({ name: 'square', epsilon, queries: 100 });
    expect(square.success).toBeGreaterThanOrEqual(noise.success);

    const ladder = [0, 0.01, 0.03, 0.1, 0.3, 1].map((radius) => strike({ name: 'pgd', epsilon: radius, steps: 10 }));
    const success = ladder.map((rung) => rung.success);
    expect(success).toEqual([...success].sort((a, b) => a - b));
    expect(success[0]).toBe(0);
    expect(success.at(-1)).toBeGreaterThanOrEqual(0.95);
  } finally {
    model.dispose();
    tf.dispose([input, labels]);
  }
}

/** A point of success, or an observation where one is more. */
function onePoint(numObservations: number): number {
  return Math.max(0.01, 1 / numObservations) + 1e-9;
}

interface Strength {
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Share of observations led astray. */
  readonly success: number;
}

function attacked(model: Model, input: Tensor4D, labels: Tensor1D, config: AttackConfig): Strength {
  const attack = createAttack(config, model);
  const perturbed = attack.perturb(input, labels, 3);
  attack.dispose();
  const radius = 'epsilon' in config ? (config.epsilon ?? 0) : 0;
  const [distance, darkest, brightest, margins] = tf.tidy(
    () =>
      [
        tf.max(distances.linf(input, perturbed)).dataSync()[0]!,
        tf.min(perturbed).dataSync()[0]!,
        tf.max(perturbed).dataSync()[0]!,
        [...misclassificationMargin(model.logits(perturbed) as Tensor2D, labels).dataSync()],
      ] as never,
  ) as unknown as [number, number, number, number[]];
  expect(distance).toBeLessThanOrEqual(radius + 1e-6);
  expect(darkest).toBeGreaterThanOrEqual(0);
  expect(brightest).toBeLessThanOrEqual(1);
  const loss = meanLoss(model, perturbed, labels);
  perturbed.dispose();
  return { loss, success: margins.filter((margin) => margin > 0).length / margins.length };
}
