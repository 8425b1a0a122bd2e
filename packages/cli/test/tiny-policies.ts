/** Untrained policies of Pong, small enough to be made in a moment. */
import { romMd5 } from '@a2pd/ale';
import { Rng } from '@a2pd/core';
import { architectureSchema, StudentModel, saveStudent } from '@a2pd/distill';
import { architectureOf, initialWeights, parseRainbowConfig, rainbowPresets, savePolicy } from '@a2pd/rainbow';

const game = { game: 'pong', romMd5: romMd5('pong'), scaledDown: 'untrained' };

export async function saveTinyTeacher(directory: string): Promise<void> {
  const training = parseRainbowConfig({ ...rainbowPresets.pipeline, hiddenUnits: 16 });
  const architecture = { ...architectureOf(training, 6), noisy: false };
  await savePolicy(directory, {
    ...{ architecture, training, weights: initialWeights(architecture, 0.1, new Rng(1)) },
    description: { ...game, config: { preset: 'rainbow' }, seeds: { training: 1 } },
  });
}

export async function saveTinyStudent(directory: string): Promise<void> {
  const student = StudentModel.initialise(architectureSchema.parse({ filters: [4, 4, 4], hiddenUnits: 16 }), 6, 2);
  const config = { preset: 'rainbow', loss: { name: 'a2pd' } };
  await saveStudent(directory, student, { ...game, config, seeds: { distill: 2 } }, { 'history.jsonl': '' });
  student.dispose();
}
