/** Attacks that lead to an action instead of away from one. */
import { type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { aimed, crossEntropy } from './ascent/objective.js';
import { observations } from './attack-contract.js';
import type { AttackConfig } from './config.js';
import { attackOn, createAttack } from './create-attack.js';
import { distances } from './distance.js';
import { randomModel } from './example-models.js';
import { attackFactories } from './registry.js';

const numObservations = 64;
const model = randomModel(11);
const input = observations(12, numObservations);
/** Each action for a quarter of the observations, whatever the model does there. */
const targets = tf.tensor1d(
  Int32Array.from({ length: numObservations }, (_, i) => i % 4),
  'int32',
);

afterAll(() => {
  model.dispose();
  tf.dispose([input, targets]);
});

function hits(shown: Tensor4D): number {
  return tf.tidy(
    () => tf.mean(tf.cast(tf.equal(tf.argMax(model.logits(shown), 1), targets), 'float32')).dataSync()[0]!,
  );
}

const able = attackFactories().filter(({ canAim }) => canAim);
const epsilon = 0.15;
const brief: Readonly<Record<string, object>> = {
  fgsm: { epsilon },
  square: { epsilon, queries: 200 },
  jsma: { theta: 0.3, gamma: 0.5 },
};
const configs = able.map(({ name }) => ({ name, ...(brief[name] ?? { epsilon, steps: 10 }) }) as AttackConfig);

describe('an attack with a target', () => {
  it('is what most attacks of a ball can be', () => {
    expect(able.map(({ name }) => name)).toEqual([
      ...['fgsm', 'pgd', 'momentum', 'clipped-pgd', 'cw', 'apgd-ce', 'square', 'jsma'],
    ]);
  });

  it.each([...configs, { name: 'jsma', theta: 0.3, gamma: 0.5, saliency: 'pairs' } as const])(
    '$name leads there, within its budget, the same each time',
    (config) => {
      const attack = createAttack(config, model, { aim: 'towards' });
      expect(attack.aim).toBe('towards');
      const [shown, again] = [1, 1].map((seed) => attack.perturb(input, targets, seed));
      // A single step of the sign of the gradient leads some astray.
      expect(hits(shown!)).toBeGreaterThan(hits(input) + (config.name === 'fgsm' ? 0.2 : 0.4));
      expect(shown!.dataSync()).toEqual(again!.dataSync());
      if (config.name !== 'jsma') {
        const largest = distances.linf(input, shown!);
        expect(Math.max(...largest.dataSync())).toBeLessThanOrEqual(epsilon + 1e-6);
        largest.dispose();
      }
      tf.dispose([shown!, again!]);
      attack.dispose();
    },
  );

  it('is refused where an attack cannot, and where the caller made another', () => {
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    for (const { name } of attackFactories().filter(({ canAim, name }) => !canAim && name !== 'none')) {
      const config = { name } as AttackConfig;
      expect(() => createAttack(config, model, { aim: 'towards' }), name).toThrow(refusal);
    }
    const away = createAttack({ name: 'fgsm' }, model);
    const towards = createAttack({ name: 'fgsm' }, model, { aim: 'towards' });
    expect(() => attackOn(away, model, { aim: 'towards' })).toThrow(refusal);
    expect(() => attackOn(towards, model)).toThrow(refusal);
    expect(attackOn(towards, model, { aim: 'towards' }).aim).toBe('towards');
    away.dispose();
    towards.dispose();
  });
});

it('what is climbed to an action is what is descended from it', () => {
  tf.tidy(() => {
    const logits = tf.tensor2d([[1, 2, 3]]);
    const situation = { clean: input, labels: tf.tensor1d([1], 'int32'), targets: tf.tensor1d([1], 'int32') };
    const value = (aim: 'away' | 'towards') =>
      (aimed(crossEntropy, aim)(situation)(logits as Tensor2D) as Tensor1D).dataSync()[0]!;
    expect(value('towards')).toBe(-value('away'));
    expect(value('towards')).toBeCloseTo(2 - Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)), 5);
  });
});
