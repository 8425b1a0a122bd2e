/** The weights of a training run as policies: those with the best evaluation in `teacher`, the last in `teacher-last`. */
import type { ArtefactDescription } from '@a2pd/artefact';
import { type Architecture, type PolicyKind, type Snapshot, savePolicy, type TrainingConfig } from '@a2pd/rainbow';
import { scaledDownTraining } from '../run/scale.js';

export interface TrainedWeights {
  readonly kind: PolicyKind;
  readonly architecture: Architecture;
  readonly config: TrainingConfig;
  readonly numEnvironments: number;
  /** Of the teacher whose weights the training started from. */
  readonly agentStepsBefore?: number | undefined;
  readonly updates: number;
  /** Absent before the first evaluation: the last ones are the best known. */
  readonly best?: Snapshot | undefined;
  readonly last: Snapshot;
}

/**
 * @param places Folders of the weights with the best evaluation, and of the last.
 * @param description What the manifests say beside the weights' own figures.
 */
export async function keepPolicies(
  places: { readonly best: string; readonly last: string },
  { kind, architecture, config, numEnvironments, agentStepsBefore, updates, best, last }: TrainedWeights,
  description: Omit<ArtefactDescription, 'kind' | 'summary' | 'scaledDown'>,
): Promise<void> {
  // What is kept before the end says how far it came, not how far it is to go.
  const totalAgentSteps = Math.min(last.agentSteps, config.totalAgentSteps);
  // The paper trains no adversaries, so none is smaller than its own.
  const scaledDown =
    kind === 'policy' ? scaledDownTraining({ ...config, totalAgentSteps }, agentStepsBefore) : undefined;
  const keep = (directory: string, { agentSteps, weights, meanReturn }: Snapshot) =>
    savePolicy(directory, {
      kind,
      architecture,
      weights,
      training: config,
      description: {
        ...description,
        scaledDown,
        summary: {
          agentSteps,
          trainedAgentSteps: last.agentSteps,
          updates,
          evaluationReturn: meanReturn,
          numEnvironments,
          agentStepsBefore: agentStepsBefore || undefined,
        },
      },
    });
  await keep(places.best, best ?? last);
  await keep(places.last, last);
}
