/** A small Q-network and its interval bounds in float64 and plain TypeScript: the referee of the defences' gradients. */
import { Rng } from '@a2pd/core';

/** Pixels -> ReLU units -> Q: [pixels, units] row by row, [units], [units, actions], [actions]. */
export type SmallNetwork = Readonly<Record<'kernel1' | 'bias1' | 'kernel2' | 'bias2', readonly number[]>>;

export interface Sizes {
  readonly numPixels: number;
  readonly numUnits: number;
  readonly numActions: number;
}

/** Numbers that float32 holds exactly. */
export function draws(seed: number) {
  const rng = new Rng(seed);
  const between = (count: number, low: number, high: number) =>
    Array.from({ length: count }, () => Math.fround(low + (high - low) * rng.uniform()));
  const network = ({ numPixels, numUnits, numActions }: Sizes): SmallNetwork => ({
    kernel1: between(numPixels * numUnits, -1, 1),
    bias1: between(numUnits, -0.5, 0.5),
    kernel2: between(numUnits * numActions, -1, 1),
    bias2: between(numActions, -0.5, 0.5),
  });
  return { rng, draw: { network, pixels: between } };
}

export function qValuesOf(network: SmallNetwork, pixels: readonly number[]): number[] {
  const hidden = preactivations(network, pixels).map((x) => Math.max(0, x));
  return network.bias2.map((bias, a) => hidden.reduce((sum, h, unit) => sum + h * weight(network, unit, a), bias));
}

/**
 * Over a box of half-width epsilon: each Q's ends, and the least lead of an action over each other.
 * @param cutsPixels Whether the box ends at 0 and 1.
 */
export function intervals(network: SmallNetwork, pixels: readonly number[], epsilon: number, cutsPixels: boolean) {
  const cut = (x: number) => (cutsPixels ? Math.min(1, Math.max(0, x)) : x);
  const lows = pixels.map((x) => cut(x - epsilon));
  const highs = pixels.map((x) => cut(x + epsilon));
  const numUnits = network.bias1.length;
  const hidden = network.bias1.map((bias, unit) => {
    const end = (wantsHigh: boolean) =>
      pixels.reduce((sum, _, pixel) => {
        const w = network.kernel1[pixel * numUnits + unit]!;
        return sum + w * (w > 0 === wantsHigh ? highs[pixel]! : lows[pixel]!);
      }, bias);
    return { low: Math.max(0, end(false)), high: Math.max(0, end(true)) };
  });
  const ofUnits = (bias: number, slope: (unit: number) => number, wantsHigh: boolean) =>
    hidden.reduce((sum, { low, high }, unit) => sum + slope(unit) * (slope(unit) > 0 === wantsHigh ? high : low), bias);
  return {
    lower: network.bias2.map((bias, a) => ofUnits(bias, (unit) => weight(network, unit, a), false)),
    upper: network.bias2.map((bias, a) => ofUnits(bias, (unit) => weight(network, unit, a), true)),
    leads: (label: number) =>
      network.bias2.map((bias, a) => {
        const slope = (unit: number) => weight(network, unit, label) - weight(network, unit, a);
        return ofUnits(network.bias2[label]! - bias, slope, false);
      }),
  };
}

function preactivations({ kernel1, bias1 }: SmallNetwork, pixels: readonly number[]): number[] {
  return bias1.map((bias, unit) =>
    pixels.reduce((sum, x, pixel) => sum + x * kernel1[pixel * bias1.length + unit]!, bias),
  );
}

function weight({ kernel2, bias2 }: SmallNetwork, unit: number, action: number): number {
  return kernel2[unit * bias2.length + action]!;
}
