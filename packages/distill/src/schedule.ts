/** What is trained in each epoch: cross-entropy to warm up, the method with an adversary that still grows, the method. */
import { isDeepStrictEqual } from 'node:util';
import type { DistillConfig } from './config.js';
import type { Method } from './methods/method.js';
import type { MethodConfig } from './methods/methods.js';
import { methodOf } from './methods/registry.js';

/**
 * @param epoch From 1.
 * @param own A method that nobody registered.
 */
export function trainedIn(epoch: number, config: DistillConfig, own?: Method): MethodConfig {
  const { method, warmupEpochs, rampEpochs } = config;
  const epochOfMethod = epoch - warmupEpochs;
  if (epochOfMethod < 1) return { name: 'cross-entropy' };
  if (epochOfMethod > rampEpochs || !('epsilon' in method) || rampsByStep(method, own)) return method;
  return { ...method, epsilon: (method.epsilon * epochOfMethod) / (rampEpochs + 1) };
}

/**
 * How much of its ramp a method on bounds has behind it after a share of an epoch: its radius grows with every step, where an
 * adversary's grows with the epoch.
 * @param epoch From 1.
 * @param share Of the epoch's steps, the present one included; in (0, 1].
 * @returns In [0, 1].
 */
export function rampProgress(epoch: number, share: number, config: DistillConfig, own?: Method): number {
  const { method, warmupEpochs, rampEpochs } = config;
  if (rampEpochs === 0 || !rampsByStep(method, own)) return 1;
  return Math.min(1, Math.max(0, (epoch - 1 - warmupEpochs + share) / rampEpochs));
}

function rampsByStep(config: MethodConfig, own?: Method): boolean {
  return methodOf(config, own).provedRadius(config) !== undefined;
}

/** Whether an epoch does not train the method itself yet. */
export function isWarmUp(epoch: number, { warmupEpochs, rampEpochs }: DistillConfig): boolean {
  return epoch <= warmupEpochs + rampEpochs;
}

/** Whether an epoch is the first that trains the method itself. */
export function isFirstOfMethod(epoch: number, config: DistillConfig): boolean {
  return isWarmUp(epoch - 1, config) && !isWarmUp(epoch, config);
}

/** Whether an epoch trains another loss than the one before: the two cannot be compared. */
export function isAnother(epoch: number, config: DistillConfig, own?: Method): boolean {
  return !isDeepStrictEqual(trainedIn(epoch, config, own), trainedIn(epoch - 1, config, own));
}
