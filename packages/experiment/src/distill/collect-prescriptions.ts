/** Lets a policy play and keeps what it would do; continues where a collection was stopped or killed. */
import { resolve } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { type Artefact, type ParentReference, requireWritable } from '@a2pd/artefact';
import { expectationError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { type CollectConfig, type CollectResult, collect, readUnfinishedCollection, type Teacher } from '@a2pd/distill';
import { RainbowModel } from '@a2pd/rainbow';
import type { Model } from '@a2pd/tensor';
import type { JobContext } from '../run/context.js';
import { openEpisodicEnvironment } from '../run/game-environment.js';
import { inheritedScale } from '../run/inherited-scale.js';
import { type OpenedPolicy, openPolicy, requireSameGame, withPolicies } from '../run/policy.js';
import { madeBefore, type Recipe } from '../run/recipe.js';
import type { RunFolder } from '../run/run-folder.js';
import { joinScales, scaledDownCollection } from '../run/scale.js';
import { isZooPolicy } from '../run/zoo-folder.js';

/** What is collected, and from whom; a resumed collection reads it from what was left. */
export interface CollectionPlan {
  /** Folder of a teacher or student. */
  readonly teacher: string;
  /** Folder of the policy that plays in its place, e.g. a student; the teacher itself when absent. */
  readonly player?: string | undefined;
  readonly config: CollectConfig;
  readonly numEnvironments: number;
  readonly seed: number;
}

export interface CollectPrescriptionsOptions extends CollectionPlan {
  /** Says where the data set goes. */
  readonly folder: Pick<RunFolder, 'prescriptions'>;
  /** Refuses a teacher of another game or of another preset. */
  readonly expected?: { readonly game?: string | undefined; readonly preset?: string | undefined };
  /** Begins anew, also where prescriptions, finished or not, are already. */
  readonly restart?: boolean | undefined;
}

const optionNames: OptionNames<CollectPrescriptionsOptions> = {
  teacher: true,
  player: true,
  config: true,
  numEnvironments: true,
  seed: true,
  folder: true,
  expected: true,
  restart: true,
};

export async function collectPrescriptions(
  options: CollectPrescriptionsOptions,
  context: JobContext,
): Promise<CollectResult> {
  requireKnownOptions(options, optionNames);
  return withPolicies(async (keep) => {
    const teacher = await keep(openPolicy(options.teacher));
    requireExpected(teacher, options);
    const player = options.player === undefined ? undefined : await keep(openPolicy(options.player));
    requireSameGame(player ? [teacher, player] : [teacher]);
    return collectFrom(teacher, player, options, context);
  });
}

async function collectFrom(
  policy: OpenedPolicy,
  player: OpenedPolicy | undefined,
  options: CollectPrescriptionsOptions,
  context: JobContext,
): Promise<CollectResult> {
  const { folder, config, numEnvironments, seed, restart = false } = options;
  const { game, preset, model } = policy;
  // Two groups: while the teacher answers one, the native threads step the other.
  const sizes = numEnvironments > 1 ? [Math.ceil(numEnvironments / 2), Math.floor(numEnvironments / 2)] : [1];
  const environments: ReturnType<typeof openEpisodicEnvironment>[] = [];
  try {
    const parents = [policy, ...(player ? [player] : [])].map(({ reference }) => reference);
    const made = restart ? undefined : await collectedBefore(options, parents);
    if (made) return alreadyCollected(made, context);
    await requireWritable(folder.prescriptions, { kind: 'prescriptions' });
    const scaledDown = joinScales([await inheritedScale(options.teacher), scaledDownCollection(config)]);
    for (const size of sizes) environments.push(openEpisodicEnvironment({ game, preset, numEnvironments: size }));
    return await collect({
      environments,
      config,
      seed,
      restart,
      teacher: teacherOf(model),
      player: player && teacherOf(player.model),
      directory: folder.prescriptions,
      provenance: {
        game,
        romMd5: romMd5(game),
        parents,
        config: { preset },
        scaledDown,
      },
      note: {
        teacher: fromAnywhere(options.teacher),
        player: options.player && fromAnywhere(options.player),
        numEnvironments,
      },
      signal: context.signal,
      onProgress: context.onProgress,
    });
  } finally {
    for (const environment of environments) environment.close();
  }
}

/** What names the policy in any folder. */
function fromAnywhere(policy: string): string {
  return isZooPolicy(policy) ? policy : resolve(policy);
}

/** The finished data set, if it lies there and none is being collected in its place. */
async function collectedBefore(
  { folder: { prescriptions }, config, numEnvironments, seed }: CollectPrescriptionsOptions,
  parents: readonly ParentReference[],
): Promise<Artefact | undefined> {
  if (await readUnfinishedCollection(prescriptions)) return undefined;
  const recipe: Recipe = {
    kind: 'prescriptions',
    config: { ...config, numEnvironments },
    seeds: { collect: seed },
    parents,
  };
  return madeBefore(prescriptions, recipe, 'collect into another folder');
}

function alreadyCollected({ directory, manifest }: Artefact, { say }: JobContext): CollectResult {
  say(`${directory} is there already, collected just so; a restart does it again.`);
  const { pairs, timing } = manifest.summary as { pairs: number; timing: CollectResult['timing'] };
  return { manifest, continuedPairs: pairs, timing };
}

/**
 * How an unfinished collection of these prescriptions was begun.
 * @throws A2pdError FILE_UNAVAILABLE when there is none, CORRUPT_ARTEFACT.
 */
export async function readCollectionPlan(prescriptions: string): Promise<CollectionPlan> {
  const unfinished = await readUnfinishedCollection(prescriptions);
  if (unfinished === undefined) {
    const remedy = 'begin one, or inspect the data set, which may be finished';
    throw expectationError('FILE_UNAVAILABLE', `an unfinished collection of ${prescriptions}`, undefined, remedy);
  }
  const { config, seed } = unfinished.request;
  const { teacher, player, numEnvironments } = unfinished.note as Pick<
    CollectionPlan,
    'teacher' | 'player' | 'numEnvironments'
  >;
  return { teacher, player, numEnvironments, config, seed };
}

/** A Q-network is asked for expected returns, a student for its logits. */
function teacherOf(model: Model): Teacher {
  const { numActions } = model;
  if (model instanceof RainbowModel) return { name: 'teacher', numActions, qValues: (input) => model.qValues(input) };
  return { name: 'student', numActions, scores: 'logits', qValues: (input) => model.logits(input) };
}

function requireExpected(
  { game, preset }: OpenedPolicy,
  { teacher, expected = {} }: CollectPrescriptionsOptions,
): void {
  const received: Record<string, string> = { game, preset };
  for (const [what, wanted] of Object.entries(expected)) {
    if (wanted === undefined || wanted === received[what]) continue;
    const remedy = `choose a policy of that ${what}, or name none`;
    const policy = `a policy of ${what} ${wanted} in ${teacher}`;
    throw expectationError('INCOMPATIBLE_ARTEFACT', policy, received[what], remedy);
  }
}
