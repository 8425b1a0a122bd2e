/** What a training run is; one that continues reads it from its checkpoint. */
import { parseConfig } from '@a2pd/artefact';
import type { PresetName } from '@a2pd/atari';
import type { CheckpointContents, RainbowConfig } from '@a2pd/rainbow';
import { z } from 'zod';

export interface TrainingPlan {
  readonly game: string;
  readonly preset: PresetName;
  readonly config: RainbowConfig;
  readonly numEnvironments: number;
  /** Episodes of each evaluation during training. */
  readonly evaluationEpisodes: number;
  /** Cuts each of them; whole games when absent. */
  readonly evaluationMaxAgentSteps?: number | undefined;
  /** Training ends at the first evaluation whose mean return is at least this. */
  readonly targetReturn?: number | undefined;
  /** What checkpoints hold; `full` when absent. */
  readonly checkpoint?: CheckpointContents | undefined;
  /** Folder of a teacher whose weights training starts from. */
  readonly from?: string | undefined;
  /** What that teacher had been trained for, its own start included; known once training has begun. */
  readonly agentStepsBefore?: number | undefined;
}

/** What of it stands in a checkpoint's manifest beside the hyper-parameters. */
const keptSchema = z.strictObject({
  game: z.string(),
  preset: z.enum(['rainbow', 'gymnasium', 'revisiting-ale', 'stable-baselines3', 'cleanrl']),
  numEnvironments: z.int().positive(),
  evaluationEpisodes: z.int().positive(),
  evaluationMaxAgentSteps: z.int().positive().optional(),
  targetReturn: z.number().optional(),
  checkpoint: z.enum(['full', 'light']).optional(),
  agentStepsBefore: z.int().positive().optional(),
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
  };
}

/** @param manifestConfig of a checkpoint. @throws A2pdError INVALID_CONFIG. */
export function readKept({ training: _, ...kept }: Readonly<Record<string, unknown>>): Omit<TrainingPlan, 'config'> {
  return parseConfig(keptSchema, kept, 'configuration in the manifest of a checkpoint');
}
