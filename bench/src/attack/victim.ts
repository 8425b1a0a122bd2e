/** What all attacks of the bench are held on: a student, real observations, and the labels it gives them itself. */
import { join } from 'node:path';
import { Rng } from '@a2pd/core';
import { parseDistillConfig, StudentModel } from '@a2pd/distill';
import { pixels, pixelsToInput, saveSafetensors, tf } from '@a2pd/tensor';
import { playAtRandom } from '../workload/played.js';

/** 18 actions. */
const game = 'bank_heist';

export interface Victim {
  readonly model: StudentModel;
  /** float32[N, 84, 84, 4]. */
  readonly inputs: Float32Array;
  /** The model's own actions, int32[N]. */
  readonly labels: Int32Array;
  /** For JSMA: what its attack with this seed leads to. */
  readonly targets: Int32Array;
}

export const targetSeed = 11;

export function createVictim(size: number, architecture = parseDistillConfig({}).architecture): Victim {
  const { observations, numActions } = playAtRandom(game, size);
  const model = StudentModel.initialise(architecture, numActions, 5);
  const [inputs, labels] = tf.tidy(() => {
    const input = pixelsToInput(pixels(observations, size));
    return [input.dataSync<'float32'>(), tf.argMax(model.logits(input), 1).dataSync<'int32'>()] as const;
  });
  return { model, inputs, labels, targets: wrongActions(labels, numActions) };
}

/** Leaves the victim where a peer finds it. */
export async function saveVictim({ model, inputs, labels, targets }: Victim, folder: string): Promise<void> {
  const count = labels.length;
  await saveSafetensors(join(folder, 'weights.safetensors'), model.parameters.toHost());
  await saveSafetensors(join(folder, 'batch.safetensors'), {
    inputs: { shape: [count, 84, 84, 4], data: inputs },
    labels: { shape: [count], data: labels },
    targets: { shape: [count], data: targets },
  });
}

/** The targets that our JSMA draws from `targetSeed`, so that a peer's can be given the same. */
function wrongActions(labels: Int32Array, numActions: number): Int32Array {
  const rng = new Rng(targetSeed);
  return labels.map((label) => (label + 1 + rng.integer(numActions - 1)) % numActions);
}
