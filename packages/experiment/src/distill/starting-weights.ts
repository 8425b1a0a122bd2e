/** The student that a distillation begins with, where it does not begin with random weights. */
import type { Manifest } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { type DistillConfig, loadStudent } from '@a2pd/distill';

/** A student's weights, if it is of the same game and network as the one to be distilled. */
export async function startingWeights(folder: string, { game }: Manifest, { architecture }: DistillConfig) {
  const { student, artefact } = await loadStudent(folder);
  try {
    const describe = (ofGame: string | undefined, network: unknown) => `${ofGame} with ${JSON.stringify(network)}`;
    const [expected, received] = [describe(game, architecture), describe(artefact.manifest.game, student.architecture)];
    if (expected !== received) {
      const remedy = 'begin with a student of the same game and architecture';
      throw expectationError('INCOMPATIBLE_ARTEFACT', `a student of ${expected} in ${folder}`, received, remedy);
    }
    return { weights: student.parameters.toHost(), reference: artefact.reference };
  } finally {
    student.dispose();
  }
}
