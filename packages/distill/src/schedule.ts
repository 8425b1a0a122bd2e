/** What is trained in each epoch: cross-entropy to warm up, the method with an adversary that still grows, the method. */
import { isDeepStrictEqual } from 'node:util';
import type { DistillConfig } from './config.js';
import type { MethodConfig } from './methods/methods.js';

/** @param epoch From 1. */
export function methodOf(epoch: number, { method, warmupEpochs, rampEpochs }: DistillConfig): MethodConfig {
  const epochOfMethod = epoch - warmupEpochs;
  if (epochOfMethod < 1) return { name: 'cross-entropy' };
  if (epochOfMethod > rampEpochs || !('epsilon' in method)) return method;
  return { ...method, epsilon: (method.epsilon * epochOfMethod) / (rampEpochs + 1) };
}

/** Whether an epoch does not train the method itself yet. */
export function isWarmUp(epoch: number, { warmupEpochs, rampEpochs }: DistillConfig): boolean {
  return epoch <= warmupEpochs + rampEpochs;
}

/** Whether an epoch trains another loss than the one before: the two cannot be compared. */
export function isAnother(epoch: number, config: DistillConfig): boolean {
  return !isDeepStrictEqual(methodOf(epoch, config), methodOf(epoch - 1, config));
}
