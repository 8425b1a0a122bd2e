/** Untrained policies, of Pong where no game is named, small enough to be made in a moment. */
import { romMd5 } from '@a2pd/ale';
import { Rng } from '@a2pd/core';
import { architectureSchema, historyFile, StudentModel, saveStudent } from '@a2pd/distill';
import { architectureOf, initialWeights, parseRainbowConfig, rainbowPresets, savePolicy } from '@a2pd/rainbow';

function untrained(game: string) {
  return { game, romMd5: romMd5(game), scaledDown: 'untrained' };
}

/** Of six actions, whatever the game has. */
export async function saveTinyTeacher(directory: string, game = 'pong'): Promise<void> {
  const training = parseRainbowConfig({ ...rainbowPresets.pipeline, hiddenUnits: 16 });
  const architecture = { ...architectureOf(training, 6), noisy: false };
  await savePolicy(directory, {
    ...{ architecture, training, weights: initialWeights(architecture, 0.1, new Rng(1)) },
    description: { ...untrained(game), config: { preset: 'rainbow' }, seeds: { training: 1 } },
  });
}

/** @param seed By default of one that mostly acts as the teacher; by 3 it does not. */
export async function saveTinyStudent(directory: string, seed = 2): Promise<void> {
  const student = StudentModel.initialise(architectureSchema.parse({ filters: [4, 4, 4], hiddenUnits: 16 }), 6, seed);
  const config = { preset: 'rainbow', loss: { name: 'a2pd' } };
  await saveStudent(directory, student, { ...untrained('pong'), config, seeds: { distill: seed } }, historyFile([]));
  student.dispose();
}
