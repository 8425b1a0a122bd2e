/** The teacher whose weights a training starts from. */
import { Artefact, type ParentReference } from '@a2pd/artefact';
import { expectationError } from '@a2pd/core';
import { architectureOf, readPolicy, requireMeans } from '@a2pd/rainbow';
import type { HostTensors } from '@a2pd/tensor';
import { policyFolder } from '../run/zoo-folder.js';
import type { TrainingPlan } from './training-plan.js';

export interface Ancestor {
  readonly reference: ParentReference;
  readonly weights: HostTensors;
  /** What it had been trained for, its own ancestors' included; 0 where its manifest does not say. */
  readonly agentSteps: number;
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for a teacher of another game or network. */
export async function openAncestor(
  policy: string,
  { game, config }: TrainingPlan,
  numActions: number,
): Promise<Ancestor> {
  const directory = policyFolder(policy);
  const { manifest, reference } = await Artefact.open(directory, 'policy');
  if (manifest.game !== game) {
    const remedy = 'start from a teacher of the same game';
    throw expectationError('INCOMPATIBLE_ARTEFACT', `a teacher of ${game} in ${directory}`, manifest.game, remedy);
  }
  const { weights } = await readPolicy(directory);
  requireMeans(architectureOf(config, numActions), weights);
  const { agentSteps = 0, agentStepsBefore = 0 } = manifest.summary ?? {};
  return { reference, weights, agentSteps: Number(agentSteps) + Number(agentStepsBefore) };
}
