/** How many single decisions of a policy survive an attack, outside any game. */
import { type Attack, type AttackConfig, attackLabel } from '@a2pd/attack';
import { type OptionNames, type ProgressListener, requireKnownOptions, rowArgmax } from '@a2pd/core';
import type { Model } from '@a2pd/tensor';
import { PolicyProbe } from './audit/policy-probe.js';

export interface SurvivalOptions {
  readonly policy: Model;
  /** uint8[N, 4, 84, 84]. */
  readonly states: Uint8Array;
  readonly attack: AttackConfig | Attack;
  readonly batchSize?: number | undefined;
  /** Of the attack's random choices. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
}

const optionNames: OptionNames<SurvivalOptions> = {
  policy: true,
  states: true,
  attack: true,
  batchSize: true,
  seed: true,
  signal: true,
  onProgress: true,
};

/**
 * Share of the states whose action the attack does not change.
 * @throws A2pdError INVALID_ARGUMENT, INVALID_BUFFER, INVALID_CONFIG, NOT_FINITE, or INTERRUPTED by the signal.
 */
export async function survivalShare(options: SurvivalOptions): Promise<number> {
  requireKnownOptions(options, optionNames);
  const { policy, states, attack, batchSize = 50, seed = 0, signal, onProgress } = options;
  const probe = new PolicyProbe({ policy, states, batchSize, seed, signal });
  const actions = rowArgmax(await probe.scores(), policy.numActions);
  const stage = attackLabel(attack);
  const onBatch = (completed: number) => onProgress?.({ stage, completed, total: probe.numStates, unit: 'states' });
  const flips = await probe.flips(attack, actions, { onBatch });
  return flips.filter((flipped) => !flipped).length / flips.length;
}
