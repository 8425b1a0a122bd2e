/** On which steps an attack strikes: always, now and then, or by how sure the policy is (Lin et al. 2017 attack where it is). */
import { prescriptionGap, softmax } from '@a2pd/core';
import type { Timing } from '../protocol/commands.js';

/** Whether it strikes can be said before the policy has been asked. */
export function isDueAnyway(timing: Timing, step: number): boolean {
  return timing.kind === 'always' || (timing.kind === 'every' && step % timing.steps === 0);
}

/** @param cleanScores Of the policy, on what the game shows. */
export function isDueByGap(timing: Timing, cleanScores: Float32Array): boolean {
  if (timing.kind !== 'gap-above' && timing.kind !== 'gap-below') return false;
  const gap = prescriptionGap(softmax(cleanScores));
  return timing.kind === 'gap-above' ? gap >= timing.gap : gap <= timing.gap;
}
