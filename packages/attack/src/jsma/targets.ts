import { Rng } from '@a2pd/core';
import type { Tensor1D } from '@a2pd/tensor';
import type { Setting } from '../setting.js';

/** The labels themselves where they are to be led to, else `wrongActions`. */
export function targetsOf(labels: Tensor1D, { model, aim }: Setting, seed: number): Int32Array {
  const given = labels.dataSync<'int32'>();
  return aim === 'towards' ? given.slice() : wrongActions(given, model.numActions, seed);
}

/** For each label another action, drawn evenly: the targets that a seed stands for. */
export function wrongActions(labels: Int32Array, numActions: number, seed: number): Int32Array {
  const rng = new Rng(seed);
  return labels.map((label) => (label + 1 + rng.integer(numActions - 1)) % numActions);
}
