/** How many single decisions of a policy survive an attack, outside any game. */
import { type AttackConfig, attackLabel } from '@a2pd/attack';
import type { Model } from '@a2pd/tensor';
import { actionsOf, PolicyProbe } from './audit/policy-probe.js';

export interface SurvivalOptions {
  readonly policy: Model;
  /** uint8[N, 4, 84, 84]. */
  readonly states: Uint8Array;
  readonly attack: AttackConfig & { readonly epsilon: number };
  readonly batchSize?: number;
  /** Of the attack's random choices. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
}

/**
 * Share of the states whose action the attack does not change.
 * @throws A2pdError INVALID_BUFFER, INVALID_CONFIG, NOT_FINITE, or INTERRUPTED by the signal.
 */
export function survivalShare(options: SurvivalOptions): number {
  const { policy, states, attack: config, batchSize = 50, seed = 0, signal } = options;
  const probe = new PolicyProbe({ policy, states, batchSize, seed, signal });
  const actions = actionsOf(probe.scores(), policy.numActions);
  const flips = probe.flips({ config, knows: 'gradients', label: attackLabel(config) }, actions);
  return flips.filter((flipped) => !flipped).length / flips.length;
}
