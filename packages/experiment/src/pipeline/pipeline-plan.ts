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
import type { AuditSize } from '@a2pd/evaluate';
import { type RainbowConfig, rainbowPresets } from '@a2pd/rainbow';

export interface PipelinePlan {
  /** A teacher that is trained already, or how to train one. */
  readonly teacher:
    | { readonly policy: string }
    | { readonly training: RainbowConfig; readonly evaluationEpisodesInTraining: number };
  readonly collection: CollectConfig;
  readonly distillation: DistillConfig;
  /** How the student beside it is distilled, whose actions can be proved. */
  readonly certified: DistillConfig;
  readonly numEnvironments: number;
  readonly attacks: readonly AttackConfig[];
  readonly episodes: number;
  /** Cuts evaluation episodes short; absent: never. */
  readonly maxEpisodeAgentSteps?: number | undefined;
  /** The student's states that are audited and certified. */
  readonly audit: {
    readonly states: number;
    readonly episodes: number;
    /** Cuts each episode; played to its end when absent. */
    readonly maxAgentSteps?: number | undefined;
    readonly size: AuditSize;
  };
  /** Episodes that are played and proved, each as long as evaluation's. */
  readonly provedEpisodes: number;
  /** States that the search for the worst case of each of them may look at. */
  readonly searchStates: number;
}

/** Teacher and student, clean and attacked, in less than ten minutes, training included. */
export const scaledDownPlan: PipelinePlan = {
  teacher: { training: rainbowPresets.pipeline, evaluationEpisodesInTraining: 3 },
  collection: parseCollectConfig(collectPresets.pipeline),
  distillation: parseDistillConfig(distillPresets.pipeline),
  certified: parseDistillConfig(distillPresets['certified-pipeline']),
  numEnvironments: 8,
  attacks: [{ name: 'none' }, { name: 'fgsm', epsilon: 1 / 255 }, { name: 'pgd', epsilon: 1 / 255, steps: 10 }],
  episodes: 4,
  maxEpisodeAgentSteps: 800,
  provedEpisodes: 2,
  searchStates: 2000,
  audit: { states: 64, episodes: 4, maxAgentSteps: 200, size: { steps: 10, restarts: 2, queries: 100 } },
};

/**
 * The same from a teacher of the zoo. It plays well, which the untrained one above does not, so that attacks have
 * something to take; the minutes that training took go into a larger data set and a noise floor.
 */
export function zooPlan(policy: string): PipelinePlan {
  return {
    ...scaledDownPlan,
    teacher: { policy },
    collection: { ...scaledDownPlan.collection, pairs: 16_000 },
    attacks: [
      { name: 'none' },
      { name: 'noise', epsilon: 1 / 255 },
      { name: 'fgsm', epsilon: 1 / 255 },
      { name: 'pgd', epsilon: 1 / 255, steps: 10 },
    ],
  };
}

/** Section 4.1, Tables 1, 4 and 5 of the paper. */
export const fullSizePlan: PipelinePlan = {
  teacher: { training: rainbowPresets.paper, evaluationEpisodesInTraining: 10 },
  collection: parseCollectConfig(collectPresets.paper),
  distillation: parseDistillConfig(distillPresets.paper),
  certified: parseDistillConfig({ ...distillPresets.certified, method: { name: 'regret' }, warmupEpochs: 10 }),
  numEnvironments: 8,
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
  provedEpisodes: 50,
  searchStates: 5000,
  audit: { states: 500, episodes: 16, size: {} },
};

/** What a user may want less, or more, of; as the plan has it when absent. */
export interface PipelineBudgets {
  readonly pairs?: number;
  /** Of both students. */
  readonly maxEpochs?: number;
  readonly episodes?: number;
  /** Cuts all episodes. */
  readonly maxAgentSteps?: number;
  readonly auditStates?: number;
}

/** @throws A2pdError INVALID_CONFIG. */
export function withBudgets(plan: PipelinePlan, budgets: PipelineBudgets): PipelinePlan {
  const { pairs, maxEpochs, episodes, maxAgentSteps, auditStates } = budgets;
  const cuts = [plan.audit.maxAgentSteps, maxAgentSteps].filter((cut) => cut !== undefined);
  return {
    ...plan,
    collection: parseCollectConfig({ ...plan.collection, pairs: pairs ?? plan.collection.pairs }),
    ...(maxEpochs === undefined ? {} : shortened(plan, maxEpochs)),
    episodes: episodes ?? plan.episodes,
    maxEpisodeAgentSteps: maxAgentSteps ?? plan.maxEpisodeAgentSteps,
    audit: {
      ...plan.audit,
      states: auditStates ?? plan.audit.states,
      maxAgentSteps: cuts.length === 0 ? undefined : Math.min(...cuts),
    },
  };
}

/** A warm-up and a ramp that would not fit are cut in proportion. */
function shortened({ distillation, certified }: PipelinePlan, maxEpochs: number) {
  const { warmupEpochs, rampEpochs } = certified;
  const fitting = {
    maxEpochs,
    warmupEpochs: Math.min(warmupEpochs, Math.floor(maxEpochs / 4)),
    rampEpochs: Math.min(rampEpochs, Math.floor(maxEpochs / 2)),
  };
  return {
    distillation: parseDistillConfig({ ...distillation, maxEpochs }),
    certified: parseDistillConfig({ ...certified, ...fitting }),
  };
}
