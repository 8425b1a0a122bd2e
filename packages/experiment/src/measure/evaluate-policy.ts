/**
 * Plays a policy, clean or attacked, and keeps one record an episode. What was stopped or killed is continued by the same
 * request, to the same records.
 */
import { isDeepStrictEqual } from 'node:util';
import { romMd5 } from '@a2pd/ale';
import { Artefact, currentPrecision, type ParentReference, requireWritable } from '@a2pd/artefact';
import { attackOn } from '@a2pd/attack';
import { A2pdError, type EvaluationSummary, expectationError, requireKnownOptions } from '@a2pd/core';
import {
  ClipRecorder,
  type EvaluateOptions,
  type EvaluationTiming,
  evaluate,
  readEvaluation,
  UnfinishedEvaluation,
  writeEvaluation,
} from '@a2pd/evaluate';
import type { JobContext } from '../run/context.js';
import { actionNamesOf, openEpisodicEnvironment, screenOf } from '../run/game-environment.js';
import { inheritedScale } from '../run/inherited-scale.js';
import { pluginsEntry, requirePlugins } from '../run/plugins.js';
import {
  type OpenedPolicy,
  openAdversary,
  openPolicy,
  openTeacher,
  requireSameGame,
  withPolicies,
} from '../run/policy.js';
import { differencesBetween, differencesInArithmetic, notReplaced } from '../run/recipe.js';
import { joinScales, scaledDownEvaluation } from '../run/scale.js';
import { requireAim } from '../run/target.js';
import {
  type EvaluatedPolicies,
  type EvaluatePolicyOptions,
  type EvaluationPlan,
  evaluatePolicyNames,
  evaluationPlanOf,
} from './evaluation-plan.js';
import { describeUnfinished, remarksOnAttack } from './evaluation-remarks.js';
import { type Sparing, spareProved } from './spare-proved.js';

export interface EvaluatedPolicy {
  readonly game: string;
  readonly directory: string;
  readonly summary: EvaluationSummary;
  /** Of all parts, where it was continued. */
  readonly timing: EvaluationTiming;
}

type Played = Omit<EvaluatedPolicy, 'game'>;

const defaultCheckpointPeriodMs = 10_000;

/** @throws A2pdError INCOMPATIBLE_ARTEFACT for policies of different games, and whatever opening and playing them throws. */
export async function evaluatePolicy(options: EvaluatePolicyOptions, context: JobContext): Promise<EvaluatedPolicy> {
  requireKnownOptions(options, evaluatePolicyNames);
  await requireAim(options, options.policy);
  return withPolicies(async (keep) => {
    const policy = await keep(openPolicy(options.policy));
    const teacher = options.teacher === undefined ? undefined : await keep(openTeacher(options.teacher));
    const source = options.madeOn === undefined ? undefined : await keep(openPolicy(options.madeOn.folder));
    const adversary = options.adversary === undefined ? undefined : await keep(openAdversary(options.adversary.folder));
    requireSameGame([policy, teacher, source, adversary].filter((opened) => opened !== undefined));
    return { game: policy.game, ...(await play(options, { policy, teacher, source, adversary }, context)) };
  });
}

async function play(options: EvaluatePolicyOptions, policies: EvaluatedPolicies, context: JobContext): Promise<Played> {
  const { game, preset } = policies.policy;
  const { recordedAgentSteps, restart = false } = options;
  const plan = evaluationPlanOf(options, policies);
  const { directory, config, seeds, parents, plugins, numEnvironments } = plan;
  const about = { ...config, ...pluginsEntry(plugins) };
  const precision = currentPrecision();
  const request = {
    ...{ game, romMd5: romMd5(game), ...about, seeds, parents, recordedAgentSteps },
    // Said only where it is another than always was.
    ...(precision === 'float32' ? {} : { precision }),
  };
  const unfinished = await UnfinishedEvaluation.open(directory, request, { restart });
  try {
    if (unfinished.progress) context.say(describeUnfinished(unfinished.progress, seeds.length));
    if (!unfinished.progress && !restart) {
      const made = await finishedBefore(directory, { ...config, seed: options.seed }, parents);
      if (made) return await alreadyPlayed(made, unfinished, context);
    }
    await requireWritable(directory, { kind: 'evaluation' });
    if ('epsilon' in plan.attack && plan.attack.epsilon === 1) context.say(anyPicture);
    const environment = openEpisodicEnvironment({ game, preset, numEnvironments });
    try {
      return await playIn(environment, { options, policies, plan, unfinished }, context);
    } finally {
      environment.close();
    }
  } catch (error) {
    if (error instanceof A2pdError && error.code === 'INTERRUPTED') {
      context.say('What was played is kept: the same command goes on from here.');
    }
    throw error;
  } finally {
    await unfinished.close();
  }
}

const anyPicture = 'Within epsilon 1 any picture may be shown: pixels are in [0, 1], and one grey level is 1/255.';

interface Playing {
  readonly options: EvaluatePolicyOptions;
  readonly policies: EvaluatedPolicies;
  readonly plan: EvaluationPlan;
  readonly unfinished: UnfinishedEvaluation;
}

async function playIn(
  environment: ReturnType<typeof openEpisodicEnvironment>,
  { options, policies, plan, unfinished }: Playing,
  context: JobContext,
): Promise<Played> {
  const { policy, teacher, source } = policies;
  const { attack, label, target, seeds, directory, config, parents, plugins } = plan;
  const { seed, recordedAgentSteps } = options;
  const scaledDown = joinScales([
    await inheritedScale(options.policy),
    scaledDownEvaluation(options.episodes, options.maxEpisodeAgentSteps, options.maxScorelessAgentSteps),
  ]);
  const recorder =
    recordedAgentSteps > 0
      ? new ClipRecorder({
          maxAgentSteps: recordedAgentSteps,
          screen: () => screenOf(environment),
          continues: unfinished.clip,
        })
      : undefined;
  const sparing = options.spareProved ? sparingOf(options, policies) : undefined;
  const { summary, timing, episodes } = await evaluate({
    environment,
    policy: policy.model,
    seeds,
    seed,
    ...optionsOf(options, teacher),
    ...target,
    ...(attack.name === 'none' ? {} : { attack: sparing?.attack ?? options.attack, spares: sparing?.spares }),
    attackModel: source?.model,
    attackModelName: options.madeOn?.name,
    recorder,
    resume: unfinished.progress ?? undefined,
    checkpoints: {
      periodMs: options.checkpointPeriodMs ?? defaultCheckpointPeriodMs,
      save: (progress) => unfinished.save(progress, recorder?.clip() ?? null),
    },
    signal: context.signal,
    onProgress: (progress) => context.onProgress({ ...progress, stage: `evaluate ${options.policyName}, ${label}` }),
  }).finally(() => sparing?.dispose());
  for (const remark of remarksOnAttack(summary, sparing !== undefined)) context.say(remark);
  await writeEvaluation(
    directory,
    { summary, timing, episodes, clip: recorder?.clip() ?? null },
    {
      game: policy.game,
      romMd5: romMd5(policy.game),
      config: { ...config, actionNames: actionNamesOf(environment) },
      seeds: { episodes: seeds, evaluation: seed },
      parents: [...parents],
      ...pluginsEntry(plugins),
      scaledDown,
    },
  );
  await unfinished.remove();
  return { directory, summary, timing };
}

/** @throws A2pdError INVALID_ARGUMENT where a proof of this state says nothing of what is shown later. */
function sparingOf(
  { attack, perturbFrames, quantise, target }: EvaluatePolicyOptions,
  { policy, teacher, source, adversary }: EvaluatedPolicies,
): Sparing {
  if (perturbFrames === 'newest') {
    const remedy = 'what is shown stays in later states there; put the attack to every state instead';
    throw expectationError('INVALID_ARGUMENT', "perturbFrames 'all' to spare what is proved", perturbFrames, remedy, {
      arguments: ['perturbFrames'],
    });
  }
  const aim = target === undefined && adversary === undefined ? 'away' : 'towards';
  const settings = { frames: perturbFrames, quantise, aim, critic: teacher?.model } as const;
  return spareProved(attackOn(attack, (source ?? policy).model, settings), policy.model);
}

async function alreadyPlayed(made: Played, nothing: UnfinishedEvaluation, { say }: JobContext) {
  await nothing.remove();
  say(`${made.directory} is there already, played just so; a restart plays it again.`);
  return made;
}

const otherPolicies = 'another policy or teacher, or an older version of theirs in the zoo';

/** What manifests of earlier versions have only where it was asked for. */
const saidOnlyWhereGiven = { spareProved: false, maxScorelessAgentSteps: null };

/**
 * The evaluation that lies in `directory`, if it is the one asked for.
 * @throws A2pdError INVALID_STATE when it is another, and as `readFinished`.
 */
async function finishedBefore(
  directory: string,
  settings: Readonly<Record<string, unknown>>,
  parents: readonly ParentReference[],
): Promise<Played | undefined> {
  const finished = await readFinished(directory);
  if (!finished) return undefined;
  const { config, seeds, parents: oldParents = [], plugins, summary, tool } = finished.artefact.manifest;
  const old: Record<string, unknown> = { ...saidOnlyWhereGiven, ...config, seed: seeds.evaluation };
  const asked = Object.entries(settings).filter(([name]) => name !== 'numEnvironments' && name in old);
  const differences = [
    ...differencesBetween(old, Object.fromEntries(asked)),
    ...differencesInArithmetic(tool),
    ...(isDeepStrictEqual(oldParents, parents) ? [] : [otherPolicies]),
  ];
  if (differences.length === 0) requirePlugins(directory, plugins);
  const timing = (summary as { timing?: EvaluationTiming } | undefined)?.timing;
  if (differences.length === 0 && timing) return { directory, summary: finished.summary, timing };
  throw notReplaced(directory, `with ${differences.join('; ') || 'no times'}`, 'evaluate in another run');
}

/**
 * The evaluation that lies in `directory`; undefined when nothing lies there.
 * @throws A2pdError CORRUPT_ARTEFACT or FILE_UNAVAILABLE for one that is damaged or lacks a file: what is left of it is not
 * replaced unasked. INCOMPATIBLE_ARTEFACT for what is no evaluation.
 */
async function readFinished(directory: string): Promise<Awaited<ReturnType<typeof readEvaluation>> | undefined> {
  if (!(await Artefact.openIfPresent(directory, 'evaluation'))) return undefined;
  try {
    return await readEvaluation(directory);
  } catch (cause) {
    if (!(cause instanceof A2pdError) || !['CORRUPT_ARTEFACT', 'FILE_UNAVAILABLE'].includes(cause.code)) throw cause;
    const remedy = 'restore it from a copy, or play it again by restart';
    const message = cause.message.replace(cause.remedy ?? '', () => remedy);
    throw new A2pdError(cause.code, message, { path: directory, remedy, arguments: ['restart'], cause });
  }
}

function optionsOf(
  {
    policyName,
    labels,
    explorationEpsilon,
    perturbFrames,
    quantise,
    strikes,
    maxEpisodeAgentSteps,
    maxScorelessAgentSteps,
  }: EvaluatePolicyOptions,
  teacher: OpenedPolicy | undefined,
): Partial<EvaluateOptions> {
  return {
    policyName,
    explorationEpsilon,
    perturbFrames,
    quantise,
    strikes,
    teacher: teacher?.model,
    labels,
    maxEpisodeAgentSteps,
    maxScorelessAgentSteps,
  };
}
