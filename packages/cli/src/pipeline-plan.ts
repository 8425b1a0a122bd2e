/** The budgets of `a2pd pipeline`: minutes on two cores, or the paper's own. */
import type { AttackConfig } from '@a2pd/attack';
import {
  type CollectConfig,
  collectPresets,
  type DistillConfig,
  distillPresets,
  parseCollectConfig,
  parseDistillConfig,
} from '@a2pd/distill';
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';

export interface PipelinePlan {
  /** Folder of the teacher that training starts from. */
  readonly from?: string;
  readonly training: RainbowConfig;
  readonly collection: CollectConfig;
  readonly distillation: DistillConfig;
  readonly numEnvironments: number;
  readonly evaluationEpisodesInTraining: number;
  readonly attacks: readonly AttackConfig[];
  readonly episodes: number;
  /** Cuts evaluation episodes short; absent: never. */
  readonly maxEpisodeAgentSteps?: number;
}

/** Teacher and student, clean and under two attacks, in less than ten minutes. */
export const scaledDownPlan: PipelinePlan = {
  training: rainbowPresets.pipeline,
  collection: parseCollectConfig(collectPresets.pipeline),
  distillation: parseDistillConfig(distillPresets.pipeline),
  numEnvironments: 8,
  evaluationEpisodesInTraining: 3,
  attacks: [{ name: 'none' }, { name: 'fgsm', epsilon: 1 / 255 }, { name: 'pgd', epsilon: 1 / 255, steps: 10 }],
  episodes: 4,
  maxEpisodeAgentSteps: 800,
};

/**
 * The same for a game with a teacher in the zoo: too little is learned in minutes to play well, so training continues
 * that teacher's, gently, instead of beginning anew.
 */
export function continuedPlan(from: string): PipelinePlan {
  return {
    ...scaledDownPlan,
    from,
    training: {
      ...scaledDownPlan.training,
      totalAgentSteps: 6_000,
      learningRate: 2e-5,
      evaluationPeriodAgentSteps: 6_000,
    },
  };
}

/** Section 4.1, Tables 1, 4 and 5 of the paper. */
export const fullSizePlan: PipelinePlan = {
  training: rainbowPresets.paper,
  collection: parseCollectConfig(collectPresets.paper),
  distillation: parseDistillConfig(distillPresets.paper),
  numEnvironments: 8,
  evaluationEpisodesInTraining: 10,
  attacks: [
    { name: 'none' },
    { name: 'noise', epsilon: 3 / 255 },
    { name: 'fgsm', epsilon: 1 / 255 },
    { name: 'fgsm', epsilon: 3 / 255 },
    { name: 'fgsm', epsilon: 0.3 },
    { name: 'pgd', epsilon: 1 / 255, steps: 10 },
    { name: 'pgd', epsilon: 1 / 255, steps: 50 },
    { name: 'pgd', epsilon: 3 / 255, steps: 10 },
    { name: 'pgd', epsilon: 3 / 255, steps: 50 },
  ],
  episodes: 50,
};
