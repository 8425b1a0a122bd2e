/** What a training run is; one that continues reads it from its checkpoint. */
import { romMd5 } from '@a2pd/ale';
import { parseConfig } from '@a2pd/artefact';
import { type PresetName, presets } from '@a2pd/atari';
import { A2pdError, expectationError, type OptionNames } from '@a2pd/core';
import {
  type Checkpoint,
  type CheckpointContents,
  type LoadedCheckpoint,
  parseTrainingConfig,
  type TrainingConfig,
} from '@a2pd/rainbow';
import { z } from 'zod';
import type { Opposition } from './opponent.js';

export interface TrainingPlan {
  readonly game: string;
  readonly preset: PresetName;
  readonly config: TrainingConfig;
  readonly numEnvironments: number;
  /** Episodes of each evaluation during training. */
  readonly evaluationEpisodes: number;
  /** Cuts each of them; whole games when absent. */
  readonly evaluationMaxAgentSteps?: number | undefined;
  /** Training ends at the first evaluation whose mean return is at least this. */
  readonly targetReturn?: number | undefined;
  /** What checkpoints hold; `full` when absent. */
  readonly checkpoint?: CheckpointContents | undefined;
  /** Folder of a teacher whose weights training starts from; of an adversary, with values of the opposite sign. */
  readonly from?: string | undefined;
  /** What that teacher had been trained for, its own start included; known once training has begun. */
  readonly agentStepsBefore?: number | undefined;
  /** What is trained is an adversary of this policy, and no teacher. */
  readonly against?: Opposition | undefined;
}

export const planNames: OptionNames<TrainingPlan> = {
  game: true,
  preset: true,
  config: true,
  numEnvironments: true,
  evaluationEpisodes: true,
  evaluationMaxAgentSteps: true,
  targetReturn: true,
  checkpoint: true,
  from: true,
  agentStepsBefore: true,
  against: true,
};

/** What of it stands in a checkpoint's manifest beside the hyper-parameters. */
const keptSchema = z.strictObject({
  game: z.string(),
  preset: z.enum(Object.keys(presets) as [PresetName, ...PresetName[]]),
  numEnvironments: z.int().positive(),
  evaluationEpisodes: z.int().positive(),
  evaluationMaxAgentSteps: z.int().positive().optional(),
  targetReturn: z.number().optional(),
  checkpoint: z.enum(['full', 'light']).optional(),
  agentStepsBefore: z.int().positive().optional(),
  against: z.strictObject({ policy: z.string(), attack: z.looseObject({ name: z.string() }) }).optional(),
});

export function keptOf(plan: TrainingPlan) {
  const { game, preset, numEnvironments, evaluationEpisodes, targetReturn, checkpoint, agentStepsBefore } = plan;
  const { evaluationMaxAgentSteps } = plan;
  return {
    game,
    preset,
    numEnvironments,
    evaluationEpisodes,
    evaluationMaxAgentSteps,
    targetReturn,
    checkpoint,
    agentStepsBefore: agentStepsBefore || undefined,
    against: plan.against,
  };
}

/** @param manifestConfig of a checkpoint. @throws A2pdError INVALID_CONFIG. */
function readKept({ training: _, ...kept }: Readonly<Record<string, unknown>>): Omit<TrainingPlan, 'config'> {
  const { against, ...others } = parseConfig(keptSchema, kept, 'configuration in the manifest of a checkpoint');
  // Its attack is looked at by whoever makes it, once plugins are loaded.
  return { ...others, against: against as Opposition | undefined };
}

/** What a run that continues may have otherwise than it began with. */
export interface ContinuedTerms {
  readonly totalAgentSteps?: number | undefined;
  readonly targetReturn?: number | undefined;
  readonly checkpoint?: CheckpointContents | undefined;
}

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for a checkpoint of another ROM, INVALID_ARGUMENT for a length that is done. */
export function continuedPlan(
  { checkpoint, manifest, directory }: LoadedCheckpoint,
  wanted: ContinuedTerms,
): TrainingPlan {
  const { game, config } = manifest;
  if (game === undefined || game !== config.game || manifest.romMd5 !== romMd5(game)) {
    const remedy = 'continue it on a machine with the ROM it was trained on';
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', `${directory} is a checkpoint of another game; ${remedy}`, { remedy });
  }
  const kept = readKept(config);
  const { totalAgentSteps = checkpoint.config.totalAgentSteps } = wanted;
  requireAhead(checkpoint, wanted.totalAgentSteps);
  return {
    ...kept,
    // A ramp that would end after a shorter training is refused.
    config: parseTrainingConfig({ ...checkpoint.config, totalAgentSteps }),
    targetReturn: wanted.targetReturn ?? kept.targetReturn,
    checkpoint: wanted.checkpoint ?? kept.checkpoint,
  };
}

/** A run may go on for longer than planned, not for less than it has: what it measured since would be lost. */
function requireAhead({ state: { agentSteps }, config }: Checkpoint, wanted: number | undefined): void {
  // Environments that step together overshoot a length: a run that is done may be asked for what was planned.
  if (wanted === undefined || wanted > agentSteps || wanted === config.totalAgentSteps) return;
  const remedy = 'it counts from the beginning of the run; omit it to keep the planned length';
  throw expectationError('INVALID_ARGUMENT', `agent steps above the ${agentSteps} that are done`, wanted, remedy);
}
