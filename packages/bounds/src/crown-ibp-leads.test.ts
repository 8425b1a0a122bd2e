import { compile, type Tensor, type Tensor1D, type Tensor4D, tf, valueAndGradients } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import { crownIbpLeads } from './crown-ibp-leads.js';
import { intervalBoxes, leadsReference } from './testing/reference.js';
import {
  boxAround,
  tinyImage,
  tinyInputShape,
  tinyLayers,
  tinyMatrices,
  tinyTensors,
  tinyWeights,
} from './testing/tiny-networks.js';

const compiled = compile('crown-ibp', (input: Tensor, labels: Tensor, epsilon: Tensor, ...weights: Tensor[]) => {
  const network = { layers: () => tinyLayers(weights) };
  const leads = (rounding: boolean) =>
    crownIbpLeads(network, input as Tensor4D, labels as Tensor1D, epsilon, { rounding });
  return { exact: leads(false), sound: leads(true) };
});

/** CROWN-IBP in float64. */
function reference(weights: readonly Float64Array[], image: Float64Array, epsilon: number, label: number): number[] {
  const layers = tinyMatrices(weights);
  const box = boxAround(image, epsilon);
  return leadsReference(layers, intervalBoxes(layers.slice(0, -1), box), box, label);
}

describe.each([1, 2, 3, 4])('on tiny network %i, CROWN-IBP', (seed) => {
  const weights = tinyWeights(seed);
  const images = [tinyImage(seed), tinyImage(seed + 100)];
  const labels = [0, 2];
  const input = tf.tensor(Float32Array.from(images.flatMap((image) => [...image])), [2, ...tinyInputShape]);

  it.each([0, 0.003, 0.02, 0.1])('gives the leads of float64 within %f, and less by rounding alone', (epsilon) => {
    const tensors = tinyTensors(weights);
    const radius = tf.fill([2], epsilon);
    const { exact, sound } = compiled(input, tf.tensor1d(labels, 'int32'), radius, ...tensors);
    const expected = images.flatMap((image, i) => reference(weights, image, epsilon, labels[i]!));
    const found = { exact: exact.dataSync(), sound: sound.dataSync() };
    expected.forEach((lead, entry) => {
      expect(found.exact[entry]).toBeCloseTo(lead, 4);
      expect(found.sound[entry]!).toBeLessThanOrEqual(lead);
      expect(found.sound[entry]!).toBeGreaterThan(lead - 1e-3 * (1 + Math.abs(lead)));
    });
  });

  it('has the gradient of float64 central differences', () => {
    const epsilon = 0.02;
    const tensors = tinyTensors(weights);
    const named = Object.fromEntries(tensors.map((tensor, i) => [String(i), tensor]));
    const share = (entry: number) => 1 + 0.3 * entry;
    const shares = tf.tensor2d([0, 1, 2, 3, 4, 5].map(share), [2, 3]);
    const gradientsOf = compile('gradients', (input: Tensor, labels: Tensor, radius: Tensor) =>
      valueAndGradients((given) => {
        const network = { layers: () => tinyLayers(Object.values(given)) };
        const leads = crownIbpLeads(network, input as Tensor4D, labels as Tensor1D, radius, { rounding: false });
        return tf.sum(tf.mul(leads, shares));
      }, named),
    );
    const { gradients } = gradientsOf(input, tf.tensor1d(labels, 'int32'), tf.scalar(epsilon));
    const loss = () => {
      const leads = images.flatMap((image, i) => reference(weights, image, epsilon, labels[i]!));
      return leads.reduce((sum, lead, entry) => sum + lead * share(entry), 0);
    };
    weights.forEach((values, which) => {
      const expected = values.map((value, i) => {
        const at = (x: number) => {
          values[i] = x;
          const result = loss();
          values[i] = value;
          return result;
        };
        return (at(value + 1e-6) - at(value - 1e-6)) / 2e-6;
      });
      const found = gradients[String(which)]!.dataSync();
      const difference = Math.hypot(...Array.from(found, (value, i) => value - expected[i]!));
      expect(difference / Math.hypot(...expected), `weights ${which}`).toBeLessThan(1e-3);
    });
  });
});
