/** Plays a policy, clean or attacked, and keeps one record an episode. */
import { join } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { type AttackConfig, attackLabel, parseAttackConfig } from '@a2pd/attack';
import type { EvaluationSummary } from '@a2pd/core';
import { ClipRecorder, evaluate, writeEvaluation } from '@a2pd/evaluate';
import { actionNamesOf, evaluationSeeds, openEpisodicEnvironment, screenOf } from '../game-environment.js';
import type { JobContext } from '../job.js';
import { type OpenedPolicy, openPolicy, openTeacher } from '../policy.js';
import type { RunFolder } from '../run-folder.js';

export interface EvaluatePolicyOptions {
  readonly folder: RunFolder;
  /** How tables call the policy, e.g. "student". */
  readonly policyName: string;
  readonly policy: string;
  /** Folder of the teacher that labels the states; without it the policy's own action is the label. */
  readonly teacher?: string;
  readonly attack: AttackConfig;
  readonly labels?: 'self' | 'teacher';
  readonly episodes: number;
  readonly seed: number;
  readonly numEnvironments: number;
  readonly explorationEpsilon: number;
  readonly perturbFrames: 'all' | 'newest';
  readonly quantise: boolean;
  readonly maxEpisodeAgentSteps?: number;
  /** Agent steps of the first episode that are kept as pictures; 0 for none. */
  readonly recordedAgentSteps: number;
  readonly scaledDown?: string;
}

export interface EvaluatedPolicy {
  readonly directory: string;
  readonly summary: EvaluationSummary;
}

export async function evaluatePolicy(options: EvaluatePolicyOptions, context: JobContext): Promise<EvaluatedPolicy> {
  const policy = await openPolicy(options.policy);
  const teacher = options.teacher === undefined ? undefined : await openTeacher(options.teacher);
  try {
    return await play(options, policy, teacher, context);
  } finally {
    policy.model.dispose();
    teacher?.model.dispose();
  }
}

async function play(
  options: EvaluatePolicyOptions,
  policy: OpenedPolicy,
  teacher: OpenedPolicy | undefined,
  context: JobContext,
): Promise<EvaluatedPolicy> {
  const { folder, episodes, seed } = options;
  const attack = parseAttackConfig(options.attack);
  const seeds = evaluationSeeds(episodes, seed);
  const numEnvironments = Math.min(options.numEnvironments, episodes);
  const environment = openEpisodicEnvironment({ game: policy.game, preset: policy.preset, numEnvironments });
  try {
    const recorder =
      options.recordedAgentSteps > 0
        ? new ClipRecorder({ maxAgentSteps: options.recordedAgentSteps, screen: () => screenOf(environment) })
        : undefined;
    const { summary, episodes: records } = await evaluate({
      environment,
      policy: policy.model,
      policyName: options.policyName,
      ...(attack.name === 'none' ? {} : { attack }),
      ...(teacher ? { teacher: teacher.model } : {}),
      ...(options.labels ? { labels: options.labels } : {}),
      seeds,
      seed,
      explorationEpsilon: options.explorationEpsilon,
      perturbFrames: options.perturbFrames,
      quantise: options.quantise,
      ...(options.maxEpisodeAgentSteps ? { maxEpisodeAgentSteps: options.maxEpisodeAgentSteps } : {}),
      ...(recorder ? { recorder } : {}),
      signal: context.signal,
      onProgress: (progress) =>
        context.onProgress({ ...progress, stage: `evaluate ${options.policyName}, ${attackLabel(attack)}` }),
    });
    const directory = join(folder.evaluations, evaluationName(options.policyName, attackLabel(attack)));
    await writeEvaluation(
      directory,
      { summary, episodes: records, clip: recorder?.clip() ?? null },
      {
        game: policy.game,
        romMd5: romMd5(policy.game),
        config: {
          ...resolvedConfig(options),
          attack,
          preset: policy.preset,
          numEnvironments,
          actionNames: actionNamesOf(environment),
        },
        seeds: { episodes: seeds, evaluation: seed },
        parents: [policy.reference, ...(teacher ? [teacher.reference] : [])],
        ...(options.scaledDown ? { scaledDown: options.scaledDown } : {}),
      },
    );
    return { directory, summary };
  } finally {
    environment.close();
  }
}

function resolvedConfig(options: EvaluatePolicyOptions): Record<string, unknown> {
  const { policyName, labels, episodes, explorationEpsilon, perturbFrames, quantise, maxEpisodeAgentSteps } = options;
  return {
    policyName,
    labels: labels ?? (options.teacher === undefined ? 'self' : 'teacher'),
    episodes,
    explorationEpsilon,
    perturbFrames,
    quantise,
    maxEpisodeAgentSteps: maxEpisodeAgentSteps ?? null,
  };
}

/** "student", "PGD-10 (ε = 1/255)" -> "student-pgd-10-1-255". */
export function evaluationName(policyName: string, label: string): string {
  return `${policyName}-${label}`
    .toLowerCase()
    .replace(/ε = /g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
