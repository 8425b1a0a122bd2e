/** A small network and A2PD's loss in float64 and plain TypeScript: the referee of gradient tests. */
import { Rng } from '@a2pd/core';
import type { JacobianNorm } from '../losses/jacobian.js';

/** Pixels -> ReLU units -> logits. */
export interface SmallNetwork {
  /** [pixels, units], row by row; [units]; [units, actions]; [actions]. */
  readonly weights: Readonly<Record<'kernel1' | 'bias1' | 'kernel2' | 'bias2', Float64Array>>;
  readonly numPixels: number;
  readonly numUnits: number;
  readonly numActions: number;
}

export interface SmallBatch {
  /** Each of [pixels]. */
  readonly inputs: readonly Float64Array[];
  readonly labels: readonly number[];
}

/** Units this near to their kink would make a difference quotient meaningless. */
const nearKink = 1e-3;

/** A network and a batch whose numbers are exact in float32 and whose units are all away from their kinks. */
export function drawCase(
  sizes: Pick<SmallNetwork, 'numPixels' | 'numUnits' | 'numActions'> & { batchSize: number },
  seed: number,
): { network: SmallNetwork; batch: SmallBatch } {
  const { numPixels, numUnits, numActions, batchSize } = sizes;
  const rng = new Rng(seed);
  const draw = (size: number, limit: number) =>
    Float64Array.from({ length: size }, () => Math.fround((2 * rng.uniform() - 1) * limit));
  for (;;) {
    const weights = {
      kernel1: draw(numPixels * numUnits, 1),
      bias1: draw(numUnits, 0.5),
      kernel2: draw(numUnits * numActions, 1),
      bias2: draw(numActions, 0.5),
    };
    const network = { weights, numPixels, numUnits, numActions };
    const inputs = Array.from({ length: batchSize }, () => draw(numPixels, 1).map(Math.abs));
    const labels = inputs.map(() => rng.integer(numActions));
    if (inputs.every((input) => preactivations(network, input).every((x) => Math.abs(x) > nearKink))) {
      return { network, batch: { inputs, labels } };
    }
  }
}

/** Eq. 11, the norm of Eq. 13 from the input gradient by hand. */
export function a2pdLoss(
  network: SmallNetwork,
  { inputs, labels }: SmallBatch,
  { eta, beta, jacobian }: { eta: number; beta: number; jacobian: JacobianNorm },
): number {
  let loss = 0;
  let normSum = 0;
  let squareSum = 0;
  for (const [index, input] of inputs.entries()) {
    const { value, square } = lossAndSquaredGradient(network, input, labels[index]!, eta);
    loss += value;
    normSum += Math.sqrt(Math.max(square, 1e-30));
    squareSum += square;
  }
  const norm = jacobian === 'per-sample' ? normSum : Math.sqrt(squareSum);
  return (loss + beta * norm) / inputs.length;
}

/** ∂`loss`/∂ every weight by central differences. */
export function differences(network: SmallNetwork, loss: (network: SmallNetwork) => number): Float64Array {
  const step = 1e-6;
  const gradient: number[] = [];
  for (const values of Object.values(network.weights)) {
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!;
      values[index] = value + step;
      const above = loss(network);
      values[index] = value - step;
      const below = loss(network);
      values[index] = value;
      gradient.push((above - below) / (2 * step));
    }
  }
  return Float64Array.from(gradient);
}

function preactivations({ weights, numPixels, numUnits }: SmallNetwork, input: Float64Array): Float64Array {
  const units = weights.bias1.slice();
  for (let pixel = 0; pixel < numPixels; pixel++) {
    for (let unit = 0; unit < numUnits; unit++) {
      units[unit]! += input[pixel]! * weights.kernel1[pixel * numUnits + unit]!;
    }
  }
  return units;
}

function lossAndSquaredGradient(network: SmallNetwork, input: Float64Array, label: number, eta: number) {
  const { weights, numPixels, numUnits, numActions } = network;
  const units = preactivations(network, input);
  const logits = weights.bias2.slice();
  for (let unit = 0; unit < numUnits; unit++) {
    for (let action = 0; action < numActions; action++) {
      logits[action]! += Math.max(units[unit]!, 0) * weights.kernel2[unit * numActions + action]!;
    }
  }
  const { value, slope } = pgm(logits, label, eta);
  const unitSlope = units.map((x, unit) => {
    let sum = 0;
    for (let action = 0; action < numActions; action++) {
      sum += weights.kernel2[unit * numActions + action]! * slope[action]!;
    }
    return x > 0 ? sum : 0;
  });
  let square = 0;
  for (let pixel = 0; pixel < numPixels; pixel++) {
    let sum = 0;
    for (let unit = 0; unit < numUnits; unit++) sum += weights.kernel1[pixel * numUnits + unit]! * unitSlope[unit]!;
    square += sum * sum;
  }
  return { value, square };
}

/** Eq. 12 and its gradient: L = -W(u) H with u = ln((1 - π) / π), W = π^η, H the entropy of the others' q. */
function pgm(logits: Float64Array, label: number, eta: number): { value: number; slope: Float64Array } {
  const others = logits.map((logit, action) => (action === label ? 0 : Math.exp(logit)));
  const sum = others.reduce((total, e) => total + e, 0);
  const u = Math.log(sum) - logits[label]!;
  const weight = Math.exp(-eta * Math.log1p(Math.exp(u)));
  const slopeOfWeight = (-eta * weight) / (1 + Math.exp(-u));
  const q = others.map((e) => e / sum);
  const entropy = -q.reduce((total, p) => total + (p > 0 ? p * Math.log(p) : 0), 0);
  const slope = q.map((p, action) =>
    action === label ? slopeOfWeight * entropy : weight * p * (Math.log(p) + entropy) - slopeOfWeight * p * entropy,
  );
  return { value: -weight * entropy, slope };
}
