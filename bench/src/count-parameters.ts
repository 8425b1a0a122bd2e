import type { Parameters } from '@a2pd/tensor';

/** Trainable numbers of a network. */
export function countParameters(network: Parameters): number {
  return Object.values(network.toHost()).reduce((sum, { data }) => sum + data.length, 0);
}
