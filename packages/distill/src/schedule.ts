/** What is trained in each epoch: cross-entropy to warm up, the method with an adversary that still grows, the method. */
import { isDeepStrictEqual } from 'node:util';
import type { DistillConfig } from './config.js';
import { type MethodConfig, methods } from './methods/methods.js';

/** @param epoch From 1. */
export function methodOf(epoch: number, { method, warmupEpochs, rampEpochs }: DistillConfig): MethodConfig {
  const epochOfMethod = epoch - warmupEpochs;
  if (epochOfMethod < 1) return { name: 'cross-entropy' };
  if (epochOfMethod > rampEpochs || !('epsilon' in method) || rampsByStep(method)) return method;
  return { ...method, epsilon: (method.epsilon * epochOfMethod) / (rampEpochs + 1) };
}

/**
 * How much of its ramp a method on bounds has behind it after a share of an epoch: its radius grows with every step, where an
 * adversary's grows with the epoch.
 * @param epoch From 1.
 * @param share Of the epoch's steps, the present one included; in (0, 1].
 * @returns In [0, 1].
 */
export function rampProgress(epoch: number, share: number, config: DistillConfig): number {
  const { method, warmupEpochs, rampEpochs } = config;
  if (rampEpochs === 0 || !rampsByStep(method)) return 1;
  return Math.min(1, Math.max(0, (epoch - 1 - warmupEpochs + share) / rampEpochs));
}

function rampsByStep(method: MethodConfig): boolean {
  return methods[method.name].provedRadius(method) !== undefined;
}

/** Whether an epoch does not train the method itself yet. */
export function isWarmUp(epoch: number, { warmupEpochs, rampEpochs }: DistillConfig): boolean {
  return epoch <= warmupEpochs + rampEpochs;
}

/** Whether an epoch trains another loss than the one before: the two cannot be compared. */
export function isAnother(epoch: number, config: DistillConfig): boolean {
  return !isDeepStrictEqual(methodOf(epoch, config), methodOf(epoch - 1, config));
}
