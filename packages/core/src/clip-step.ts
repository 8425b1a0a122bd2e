/** What an attack did to one recorded decision, apart from what exploration did to it. */
import { argmax } from './argmax.js';
import type { ClipStep } from './evaluation-record.js';

/** What the policy preferred on what it saw. The action taken may be a random one instead. */
export function preferredAction({ prescription }: Pick<ClipStep, 'prescription'>): number {
  return argmax(prescription);
}

/** Whether the attack made the policy prefer another action. */
export function isFlipped(step: Pick<ClipStep, 'prescription' | 'cleanAction'>): boolean {
  return preferredAction(step) !== step.cleanAction;
}
