/** ∂L/∂θ through the Jacobian term, on a thousand random small networks, against float64 central differences. */
import { compile, dense, relu, type Tensor, type Tensor2D, type Tensor4D, tf, valueAndGradients } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import type { JacobianNorm } from '../losses/jacobian.js';
import { a2pdLoss, differences, drawCase } from '../testing/float64-network.js';
import { a2pd } from './a2pd.js';

const networksEach = 125;

interface Case {
  readonly eta: number;
  readonly beta: number;
  readonly jacobian: JacobianNorm;
  readonly numActions: number;
}

const cases: Case[] = [
  { eta: 1 / 3, beta: 0.01, jacobian: 'per-sample', numActions: 3 },
  { eta: 1 / 3, beta: 1, jacobian: 'per-sample', numActions: 6 },
  { eta: 1, beta: 10, jacobian: 'per-sample', numActions: 3 },
  { eta: 1 / 9, beta: 100, jacobian: 'per-sample', numActions: 5 },
  { eta: 1 / 3, beta: 0.1, jacobian: 'whole-batch', numActions: 3 },
  { eta: 1 / 6, beta: 1, jacobian: 'whole-batch', numActions: 6 },
  { eta: 1, beta: 10, jacobian: 'whole-batch', numActions: 4 },
  { eta: 1 / 3, beta: 100, jacobian: 'whole-batch', numActions: 3 },
];

describe.each(cases)('A2PD with %o', ({ numActions, ...config }) => {
  it('has the value and the gradient that float64 finds', () => {
    const sizes = { numPixels: 6, numUnits: 5, numActions, batchSize: 3 };
    const objective = a2pd.createObjective({ name: 'a2pd', ...config }, 1);
    const ours = compile('test/a2pd', (...[kernel1, bias1, kernel2, bias2, input, labels]: Tensor[]) =>
      valueAndGradients(
        (weights) => {
          const forward = (observed: Tensor4D) => {
            const flat = tf.reshape(observed, [sizes.batchSize, sizes.numPixels]);
            const units = relu(dense(flat, weights.kernel1!, weights.bias1!));
            return dense(units, weights.kernel2!, weights.bias2!);
          };
          const observed = input as Tensor4D;
          const qValues = tf.zeros([sizes.batchSize, numActions]) as Tensor2D;
          return objective(
            forward,
            { input: observed, perturbed: observed, labels: labels as never, qValues, progress: tf.scalar(1) },
            () => [],
          );
        },
        { kernel1: kernel1!, bias1: bias1!, kernel2: kernel2!, bias2: bias2! },
      ),
    );
    let worst = 0;
    for (let seed = 0; seed < networksEach; seed++) {
      const { network, batch } = drawCase(sizes, seed);
      const loss = (present: typeof network) => a2pdLoss(present, batch, config);
      const expected = differences(network, loss);
      const { kernel1, bias1, kernel2, bias2 } = network.weights;
      const [value, gradient] = tf.tidy(() => {
        const pixels = Float32Array.from(batch.inputs.flatMap((input) => [...input]));
        const result = ours(
          tf.tensor(Float32Array.from(kernel1), [sizes.numPixels, sizes.numUnits]),
          tf.tensor(Float32Array.from(bias1)),
          tf.tensor(Float32Array.from(kernel2), [sizes.numUnits, numActions]),
          tf.tensor(Float32Array.from(bias2)),
          tf.tensor(pixels, [sizes.batchSize, 1, 2, 3]),
          tf.tensor1d([...batch.labels], 'int32'),
        );
        const parts = Object.values(result.gradients).map((part) => [...part.dataSync()]);
        return [result.value.dataSync()[0]!, parts.flat()] as const;
      });
      expect(Math.abs(value - loss(network))).toBeLessThan(1e-5 * (1 + config.beta));
      const error = Math.hypot(...gradient.map((mine, index) => mine - expected[index]!));
      worst = Math.max(worst, error / Math.hypot(...expected));
    }
    ours.dispose();
    expect(worst).toBeLessThan(1e-5);
  });
});
