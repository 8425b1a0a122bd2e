/** What every attack must keep, as a suite of tests that each of them runs. */
import { A2pdError, Rng } from '@a2pd/core';
import { type Model, numTensors, type Tensor1D, type Tensor2D, type Tensor4D, tf } from '@a2pd/tensor';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AttackConfig, attackLabel } from './config.js';
import { createAttack } from './create-attack.js';
import { distances } from './distance.js';
import { exampleShape, linearModel, randomModel } from './example-models.js';
import { attackFactory } from './registry.js';

const numObservations = 5;

export interface ContractOptions {
  /** The most that a perturbation may measure by `norm`. */
  readonly budget: number;
  readonly norm: keyof typeof distances;
  /** The same attack with no budget at all, where there is such a thing: it must change nothing. */
  readonly powerless?: AttackConfig;
}

export function testAttack(config: AttackConfig, { budget, norm, powerless }: ContractOptions): void {
  describe(attackLabel(config), () => {
    let model: Model;
    let input: Tensor4D;
    let labels: Tensor1D;

    beforeAll(() => {
      model = randomModel(1);
      input = observations(2, numObservations);
      labels = tf.tidy(() => tf.argMax(model.logits(input), 1).toInt()) as Tensor1D;
    });

    afterAll(() => {
      model.dispose();
      tf.dispose([input, labels]);
    });

    /** The pixels that an attack makes of the example, freed. */
    function perturb(which: AttackConfig, seed: number): Float32Array {
      const attack = createAttack(which, model);
      const perturbed = attack.perturb(input, labels, seed);
      const pixels = perturbed.dataSync<'float32'>();
      perturbed.dispose();
      attack.dispose();
      return pixels;
    }

    function codeOf(action: () => unknown): string {
      try {
        action();
      } catch (error) {
        if (error instanceof A2pdError) return error.code;
        throw error;
      }
      return 'no error';
    }

    it('stays in [0, 1] and within its budget', () => {
      const attack = createAttack(config, model);
      for (let seed = 0; seed < 5; seed++) {
        const perturbed = attack.perturb(input, labels, seed);
        expect(perturbed.shape).toEqual(input.shape);
        const pixels = perturbed.dataSync();
        expect(Math.min(...pixels)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...pixels)).toBeLessThanOrEqual(1);
        const distance = distances[norm](input, perturbed);
        expect(Math.max(...distance.dataSync())).toBeLessThanOrEqual(budget + 1e-6);
        tf.dispose([perturbed, distance]);
      }
      attack.dispose();
    });

    it('leaves what it was given as it was', () => {
      const before = input.dataSync().slice();
      perturb(config, 1);
      expect(input.dataSync()).toEqual(before);
    });

    if (powerless) {
      it('changes nothing without a budget', () => {
        expect(perturb(powerless, 3)).toEqual(input.dataSync());
      });
    }

    it('gives the same bits for the same seed', () => {
      expect(perturb(config, 7)).toEqual(perturb(config, 7));
    });

    it('gives what its eager twin gives', () => {
      const compiled = perturb(config, 7);
      vi.stubEnv('A2PD_EAGER', '1');
      const eager = perturb(config, 7);
      vi.unstubAllEnvs();
      // Fusion rounds otherwise, which may turn the sign of a gradient that is next to zero.
      const numEqual = compiled.filter((pixel, i) => Math.abs(pixel - eager[i]!) <= 1e-5).length;
      expect(numEqual / compiled.length).toBeGreaterThan(0.99);
    });

    it('treats each observation by itself', () => {
      const attack = createAttack(config, model);
      const whole = attack.perturb(input, labels, 1);
      const first = tf.tidy(() => attack.perturb(tf.slice(input, 0, 1), tf.slice(labels, 0, 1), 1));
      const firstOfWhole = tf.slice(whole, 0, 1);
      const difference = distances.linf(first, firstOfWhole);
      expect(difference.dataSync()[0]).toBeLessThanOrEqual(1e-6);
      tf.dispose([whole, first, firstOfWhole, difference]);
      attack.dispose();
    });

    it('keeps the number of tensors constant', () => {
      const attack = createAttack(config, model);
      attack.perturb(input, labels, 0).dispose();
      const before = numTensors();
      for (let seed = 0; seed < 10; seed++) attack.perturb(input, labels, seed).dispose();
      expect(numTensors()).toBe(before);
      attack.dispose();
    });

    it('leaves no tensor behind when it fails', () => {
      const attack = createAttack(config, model);
      const unfit: Tensor4D = tf.zeros([5, 7, 7, 2]);
      const bright: Tensor4D = tf.mul(input, 255);
      const failTwice = () => {
        for (const given of [unfit, bright]) codeOf(() => attack.perturb(given, labels, 1).dispose());
      };
      // The first time brings the arguments themselves into TensorFlow.
      failTwice();
      const before = numTensors();
      failTwice();
      expect(numTensors()).toBe(before);
      tf.dispose([unfit, bright]);
      attack.dispose();
    });

    it.each<readonly [string, () => { input: Tensor4D; labels: Tensor1D; seed?: number }]>([
      ['a label too many', () => ({ input, labels: tf.tensor1d([0, 0, 0, 0, 0, 0], 'int32') })],
      ['labels that are not int32', () => ({ input, labels: tf.tensor1d([0, 0, 0, 0, 0]) })],
      ['an action that does not exist', () => ({ input, labels: tf.tensor1d([0, 4, 0, 0, 0], 'int32') })],
      ['a negative action', () => ({ input, labels: tf.tensor1d([0, -1, 0, 0, 0], 'int32') })],
      ['no observation', () => ({ input: tf.zeros([0, ...exampleShape]), labels: tf.tensor1d([], 'int32') })],
      ['input of another rank', () => ({ input: tf.zeros([5, 72]) as unknown as Tensor4D, labels })],
      ['channels first', () => ({ input: tf.zeros([5, 2, 6, 6]), labels })],
      ...(asksTheModel(config)
        ? [['observations of another size', () => ({ input: tf.zeros([5, 7, 7, 2]) as Tensor4D, labels })] as const]
        : []),
      ['int32 pixels', () => ({ input: tf.zeros([5, ...exampleShape], 'int32'), labels })],
      ['pixels up to 255', () => ({ input: tf.mul(input, 255), labels })],
      ['NaN pixels', () => ({ input: tf.mul(input, Number.NaN), labels })],
      ['a seed that is not an integer', () => ({ input, labels, seed: 0.5 })],
    ])('refuses %s', (_what, makeArguments) => {
      const attack = createAttack(config, model);
      const given = makeArguments();
      expect(codeOf(() => attack.perturb(given.input, given.labels, given.seed ?? 1))).toBe('INVALID_ARGUMENT');
      if (given.input !== input) given.input.dispose();
      if (given.labels !== labels) given.labels.dispose();
      attack.dispose();
    });

    it('refuses to work after it was disposed, and may be disposed twice', () => {
      const attack = createAttack(config, model);
      attack.dispose();
      attack.dispose();
      expect(codeOf(() => attack.perturb(input, labels, 1))).toBe('INVALID_STATE');
    });

    it('does not hide a model that gives NaN', () => {
      const broken = linearModel(new Float32Array(72 * 4).fill(Number.NaN));
      const attack = createAttack(config, broken);
      expect(codeOf(() => attack.perturb(input, labels, 1).dispose())).toBe(
        asksTheModel(config) ? 'NOT_FINITE' : 'no error',
      );
      attack.dispose();
      broken.dispose();
    });
  });
}

/** float32[n, 6, 6, 2], drawn from `seed`; some pixels lie on the bounds. */
export function observations(seed: number, n: number): Tensor4D {
  const rng = new Rng(seed);
  const pixels = Float32Array.from({ length: n * 72 }, () => Math.min(1, Math.max(0, 1.2 * rng.uniform() - 0.1)));
  return tf.tensor4d(pixels, [n, ...exampleShape]);
}

/** Mean cross-entropy of a model against labels: what attacks raise. */
export function meanLoss(model: Model, input: Tensor4D, labels: Tensor1D): number {
  return tf.tidy(() => {
    const isLabel = tf.oneHot(labels, model.numActions, 1, 0, 'float32');
    const logits = model.logits(input) as Tensor2D;
    return tf.neg(tf.mean(tf.sum(tf.mul(isLabel, tf.logSoftmax(logits)), 1))).dataSync()[0]!;
  });
}

function asksTheModel(config: AttackConfig): boolean {
  return attackFactory(config).knows !== 'nothing';
}
