/** What is trained in each epoch: cross-entropy to warm up, the method with an adversary that still grows, the method. */
import type { DistillConfig } from './config.js';
import type { MethodConfig } from './methods/methods.js';

/** @param epoch From 1. */
export function methodOf(epoch: number, { method, warmupEpochs, rampEpochs }: DistillConfig): MethodConfig {
  const epochOfMethod = epoch - warmupEpochs;
  if (epochOfMethod < 1) return { name: 'cross-entropy' };
  if (epochOfMethod > rampEpochs || !('epsilon' in method)) return method;
  return { ...method, epsilon: (method.epsilon * epochOfMethod) / (rampEpochs + 1) };
}

/** Whether an epoch trains another loss than the one before: the two cannot be compared. */
export function isAnother(epoch: number, config: DistillConfig): boolean {
  return JSON.stringify(methodOf(epoch, config)) !== JSON.stringify(methodOf(epoch - 1, config));
}
