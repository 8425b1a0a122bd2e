import { Rng, softmax } from '@a2pd/core';
import { dense, relu, type Tensor2D, type Tensor4D, tf, valueAndGradients, type Weights } from '@a2pd/tensor';
import { describe, expect, it } from 'vitest';
import { type MethodConfig, methods } from './methods.js';

// A small network in float64 and plain JavaScript is the referee: losses by formula, every derivative by differences.
const numPixels = 6;
const hiddenUnits = 7;
const numActions = 4;
const labels = [2, 0, 3];
const temperature = 0.5;
const rng = new Rng(3);
const draw = (size: number, limit: number) => Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit);
const input = labels.map(() => draw(numPixels, 1).map(Math.abs));
/** What an adversary showed instead; any other point will do. */
const perturbed = input.map((pixels) => pixels.map((value) => value * 0.9));
const qValues = labels.map(() => draw(numActions, 2));
const kernels = { first: draw(numPixels * hiddenUnits, 1), second: draw(hiddenUnits * numActions, 1) };
type Kernels = typeof kernels;

function logitsOf({ first, second }: Kernels, pixels: readonly number[]): number[] {
  const hidden = Array.from({ length: hiddenUnits }, (_, unit) =>
    Math.max(
      0,
      pixels.reduce((sum, pixel, index) => sum + pixel * first[index * hiddenUnits + unit]!, 0),
    ),
  );
  return Array.from({ length: numActions }, (_, action) =>
    hidden.reduce((sum, feature, unit) => sum + feature * second[unit * numActions + action]!, 0),
  );
}

/**
 * Of one row: its loss, from the logits on what the teacher saw and on what the adversary showed, and from the worst logits
 * anywhere within a radius of either.
 */
type Reference = (
  logits: readonly number[],
  index: number,
  perturbedLogits: readonly number[],
  worst: (radius: number, around?: 'input' | 'drawn') => readonly number[],
) => number;

/** -(lower bound of the label's lead) of each action over a box of half-width `radius`, by intervals. */
function worstLogitsOf({ first, second }: Kernels, pixels: readonly number[], label: number, radius: number): number[] {
  const hidden = Array.from({ length: hiddenUnits }, (_, unit) => {
    const weights = pixels.map((_, index) => first[index * hiddenUnits + unit]!);
    const center = pixels.reduce((sum, pixel, index) => sum + pixel * weights[index]!, 0);
    const reach = radius * weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
    return { lower: Math.max(0, center - reach), upper: Math.max(0, center + reach) };
  });
  return Array.from({ length: numActions }, (_, action) =>
    hidden.reduce((sum, { lower, upper }, unit) => {
      const slope = second[unit * numActions + action]! - second[unit * numActions + label]!;
      return sum + slope * (slope > 0 ? upper : lower);
    }, 0),
  );
}

/** The share of its ramp that every tested method has behind it, and what its radius and its weight are then. */
const progress = 0.9;
const radiusShare = progress ** 4;
/** The perturbed inputs, as far from the inputs as the radius has grown. */
const drawn = input.map((pixels, index) =>
  pixels.map((value, pixel) => value + radiusShare * (perturbed[index]![pixel]! - value)),
);

const crossEntropyReference: Reference = (logits, index) => -Math.log(softmax(logits)[labels[index]!]!);

function pgmReference(eta: number): Reference {
  return (logits, index) => -(labelledShare(logits, index) ** eta) * othersEntropy(logits, index);
}

function labelledShare(logits: readonly number[], index: number): number {
  return softmax(logits)[labels[index]!]!;
}

function othersEntropy(logits: readonly number[], index: number): number {
  const others = softmax(logits.filter((_, action) => action !== labels[index]));
  return -others.reduce((sum, p) => sum + p * Math.log(p), 0);
}

const certifiedA2pdReference =
  (epsilon: number, kappa: number, eta: number): Reference =>
  (logits, index, _shown, worst) => {
    const share = kappa * progress;
    const labelled = labelledShare(logits, index) ** eta;
    const labelledAtWorst = labelledShare(worst(epsilon * radiusShare), index) ** eta;
    return -((1 - share) * labelled + share * labelledAtWorst) * othersEntropy(logits, index);
  };

const klReference: Reference = (logits, index) => {
  const student = softmax(logits);
  const teacher = softmax(qValues[index]!, temperature);
  return teacher.reduce((sum, p, action) => sum + p * Math.log(p / student[action]!), 0);
};

const adversarialReference: Reference = (_, index, logits, worst) =>
  crossEntropyReference(logits, index, logits, worst);

function saKlReference(kappa: number): Reference {
  return (logits, index, perturbedLogits, worst) => {
    const [p, q] = [softmax(logits), softmax(perturbedLogits)];
    const moved = p.reduce((sum, chance, action) => sum + chance * Math.log(chance / q[action]!), 0);
    return crossEntropyReference(logits, index, logits, worst) + kappa * moved;
  };
}

/** (1 - share) clean + share on the worst logits, the share and the radius as far as the ramp has come. */
function onBoundsReference(epsilon: number, kappa: number, clean: Reference, worstLoss = clean): Reference {
  return (logits, index, shown, worst) => {
    const share = kappa * progress;
    return (
      (1 - share) * clean(logits, index, shown, worst) +
      share * worstLoss(worst(epsilon * radiusShare), index, shown, worst)
    );
  };
}

function regretReference(tau: number): Reference {
  return (worst, index) => {
    const q = qValues[index]!;
    return worst.reduce((sum, w, action) => sum + ((Math.max(...q) - q[action]!) / tau) * Math.log1p(Math.exp(w)), 0);
  };
}

const softenedKlReference =
  (tau: number): Reference =>
  (logits, index) => {
    const student = softmax(logits);
    return softmax(qValues[index]!, tau).reduce((sum, p, action) => sum + p * Math.log(p / student[action]!), 0);
  };

function inputGradientOf(weights: Kernels, reference: Reference, index: number): number[] {
  const step = 1e-5;
  return input[index]!.map((_, pixel) => {
    const at = (offset: number) => {
      const moved = input[index]!.map((value, other) => (other === pixel ? value + offset : value));
      return reference(logitsOf(weights, moved), index, [], () => []);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

function expected(weights: Kernels, reference: Reference, beta: number, norm: 'per-sample' | 'whole-batch'): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const loss = mean(
    input.map((pixels, index) => {
      const shown = perturbed[index]!;
      const worst: Parameters<Reference>[3] = (radius, around = 'input') =>
        worstLogitsOf(weights, around === 'input' ? pixels : drawn[index]!, labels[index]!, radius);
      return reference(logitsOf(weights, pixels), index, logitsOf(weights, shown), worst);
    }),
  );
  if (beta === 0) return loss;
  const norms = input.map((_, index) => Math.hypot(...inputGradientOf(weights, reference, index)));
  return loss + beta * (norm === 'per-sample' ? mean(norms) : Math.hypot(...norms) / norms.length);
}

const third = 1 / 3;
const plain = [0, 'per-sample'] as const;
const cases: [string, MethodConfig, Reference, number, 'per-sample' | 'whole-batch'][] = [
  ['cross-entropy', { name: 'cross-entropy' }, crossEntropyReference, 0, 'per-sample'],
  ['KL', { name: 'kl' }, klReference, 0, 'per-sample'],
  ['PGM', { name: 'pgm', eta: third }, pgmReference(third), 0, 'per-sample'],
  [
    'A2PD, norms averaged',
    { name: 'a2pd', eta: third, beta: 0.7, jacobian: 'per-sample' },
    pgmReference(third),
    0.7,
    'per-sample',
  ],
  [
    'A2PD, norm of the batch',
    { name: 'a2pd', eta: 1, beta: 3, jacobian: 'whole-batch' },
    pgmReference(1),
    3,
    'whole-batch',
  ],
  [
    'cross-entropy + JR',
    { name: 'cross-entropy+jr', beta: 0.4, jacobian: 'per-sample' },
    crossEntropyReference,
    0.4,
    'per-sample',
  ],
  ['PGD', { name: 'pgd', epsilon: 0.1, steps: 4 }, adversarialReference, 0, 'per-sample'],
  ['SA-KL', { name: 'sa-kl', kappa: 3, epsilon: 0.1, steps: 4 }, saKlReference(3), 0, 'per-sample'],
  ['IBP', { name: 'ibp', epsilon: 0.1, kappa: 0.4 }, onBoundsReference(0.1, 0.4, crossEntropyReference), ...plain],
  [
    'certified A2PD',
    { name: 'certified-a2pd', epsilon: 0.1, kappa: 0.6, eta: third },
    certifiedA2pdReference(0.1, 0.6, third),
    ...plain,
  ],
  [
    'regret',
    { name: 'regret', epsilon: 0.1, kappa: 0.3, temperature: 0.7 },
    onBoundsReference(0.1, 0.3, softenedKlReference(0.7), regretReference(0.7)),
    ...plain,
  ],
  [
    'SABR',
    { name: 'sabr', epsilon: 0.2, boxShare: 0.4, steps: 4 },
    (_logits, index, shown, worst) =>
      crossEntropyReference(worst(0.2 * 0.4 * radiusShare, 'drawn'), index, shown, worst),
    ...plain,
  ],
  [
    'MTL-IBP',
    { name: 'mtl-ibp', epsilon: 0.1, alpha: 0.7, steps: 4 },
    // At radius 0 the worst logits are the logits, but for what they all have in common.
    (_logits, index, _shown, worst) =>
      (1 - 0.7 * progress) * crossEntropyReference(worst(0, 'drawn'), index, [], worst) +
      0.7 * progress * crossEntropyReference(worst(0.1 * radiusShare), index, [], worst),
    ...plain,
  ],
];

describe.each(cases)('%s', (_name, config, reference, beta, norm) => {
  const objective = methods[config.name].createObjective(config, temperature);

  function run(): { value: number; gradients: Record<keyof Kernels, Float32Array> } {
    const weights: Weights = {
      first: tf.tensor2d(kernels.first, [numPixels, hiddenUnits]),
      second: tf.tensor2d(kernels.second, [hiddenUnits, numActions]),
    };
    const batch = {
      input: tf.tensor4d(input.flat(), [labels.length, 1, 2, 3]),
      perturbed: tf.tensor4d(perturbed.flat(), [labels.length, 1, 2, 3]),
      labels: tf.tensor1d(labels, 'int32'),
      qValues: tf.tensor2d(qValues),
      progress: tf.scalar(progress),
    };
    const noBias = { hidden: tf.zeros([hiddenUnits]), logits: tf.zeros([numActions]) };
    const { value, gradients } = tf.tidy(() =>
      valueAndGradients((present) => {
        const forward = (observed: Tensor4D) => {
          const flat = tf.reshape(observed, [labels.length, numPixels]);
          const hidden = relu(dense(flat, present.first!, noBias.hidden));
          return dense(hidden, present.second!, noBias.logits) as Tensor2D;
        };
        const layers = () => [
          { kernel: present.first!, bias: noBias.hidden },
          { kernel: present.second!, bias: noBias.logits },
        ];
        return objective(forward, batch, layers);
      }, weights),
    );
    const result = {
      value: value.dataSync()[0]!,
      gradients: {
        first: gradients.first!.dataSync<'float32'>(),
        second: gradients.second!.dataSync<'float32'>(),
      },
    };
    tf.dispose([weights, batch, noBias, value, gradients]);
    return result;
  }

  it('has the value of its formula', () => {
    expect(run().value).toBeCloseTo(expected(kernels, reference, beta, norm), 4);
  });

  it('has the gradient that float64 differences find, the double backward term included', () => {
    const { gradients } = run();
    const step = 1e-4;
    for (const name of ['first', 'second'] as const) {
      const differences = kernels[name].map((_, index) => {
        const at = (offset: number) => {
          const moved = kernels[name].map((weight, other) => (other === index ? weight + offset : weight));
          return expected({ ...kernels, [name]: moved }, reference, beta, norm);
        };
        return (at(step) - at(-step)) / (2 * step);
      });
      const error = Math.hypot(...differences.map((difference, index) => difference - gradients[name][index]!));
      expect(error / Math.hypot(...differences)).toBeLessThan(1e-3);
    }
  });
});

it('has no NaN where the Jacobian is zero', () => {
  const objective = methods.a2pd.createObjective({ name: 'a2pd', eta: third, beta: 1 }, 1);
  tf.tidy(() => {
    const flat = tf.zeros([2, 1, 2, 3]) as Tensor4D;
    const batch = {
      input: flat,
      perturbed: flat,
      labels: tf.tensor1d([0, 1], 'int32'),
      qValues: tf.zeros([2, 3]) as Tensor2D,
      progress: tf.scalar(1),
    };
    const { value, gradients } = valueAndGradients(
      ({ kernel }) =>
        objective(
          (observed) => tf.matMul(tf.reshape(observed, [2, 6]), kernel as Tensor2D),
          batch,
          () => [],
        ),
      { kernel: tf.zeros([6, 3]) },
    );
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect(gradients.kernel!.dataSync().every(Number.isFinite)).toBe(true);
  });
});

it.each(Object.entries(methods))('%s says what it is and whose', (_, { summary, source }) => {
  expect(summary.length).toBeGreaterThan(20);
  expect(source).toMatch(/\d{4}|Eq\./);
});
