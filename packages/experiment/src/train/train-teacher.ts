/**
 * Trains a teacher, or an adversary of a policy: keeps checkpoints to continue from, its metrics, its best and its last weights.
 */
import { romMd5 } from '@a2pd/ale';
import { type Lock, lockFolder, type ParentReference, removeArtefact } from '@a2pd/artefact';
import { A2pdError, formatBytes, type OptionNames, requireKnownOptions, type VectorEnvironment } from '@a2pd/core';
import {
  architectureOf,
  type Checkpoint,
  CheckpointStore,
  isPqn,
  type LoadedCheckpoint,
  opposedValues,
  type SavedCheckpoint,
  settlePrecision,
  train,
} from '@a2pd/rainbow';
import type { JobContext } from '../run/context.js';
import type { Hint } from '../run/hint.js';
import { pluginsEntry, pluginsOf, requirePlugins } from '../run/plugins.js';
import { sayPrecision } from '../run/precision.js';
import { notReplaced } from '../run/recipe.js';
import type { RunFolder } from '../run/run-folder.js';
import { scaledDownTraining } from '../run/scale.js';
import { isArtefact } from '../run/zoo-folder.js';
import { given } from '../terms/use.js';
import { evaluateInTraining } from './evaluate-in-training.js';
import { type Continuation, openMetricsFile } from './metrics-file.js';
import type { Opponent } from './opponent.js';
import { type Ancestor, openAncestor } from './training-ancestor.js';
import { openTrainingBoard, type TrainingBoard } from './training-board.js';
import { withGame } from './training-game.js';
import { availableMemory, checkReplayMemory } from './training-memory.js';
import { placesOf, requirePlaces, type TrainingPlaces } from './training-places.js';
import { type ContinuedTerms, continuedPlan, keptOf, planNames, type TrainingPlan } from './training-plan.js';
import { keepPolicies } from './training-policies.js';

export type { TrainingPlan } from './training-plan.js';

interface TrainingOutputs {
  /** Event files for TensorBoard, pictures of episodes among them; written unless false. */
  readonly tensorboard?: boolean | undefined;
  /** Bytes that the replay may take; as much as there is when absent. */
  readonly replayMemory?: number | undefined;
}

export interface BeginOptions extends TrainingOutputs {
  /** Refuse to begin where a teacher or checkpoints lie, instead of replacing them. */
  readonly mustBeNew?: boolean | undefined;
}

export interface ResumeOptions extends TrainingOutputs, ContinuedTerms {
  /** Continue as from a light checkpoint: for one whose replay is damaged. */
  readonly refillReplay?: boolean | undefined;
}

const outputNames: OptionNames<TrainingOutputs> = { tensorboard: true, replayMemory: true };
const beginNames: OptionNames<BeginOptions> = { ...outputNames, mustBeNew: true };
const resumeNames: OptionNames<ResumeOptions> = {
  ...outputNames,
  totalAgentSteps: true,
  targetReturn: true,
  checkpoint: true,
  refillReplay: true,
};

export interface TrainedTeacher {
  /** Folder of the weights with the best evaluation; of an adversary, its own. */
  readonly teacher: string;
  readonly agentSteps: number;
  readonly updates: number;
  readonly bestEvaluationReturn: number | null;
  readonly ending: 'completed' | 'target-return' | 'interrupted';
  readonly interrupted: boolean;
  readonly lastCheckpoint: SavedCheckpoint | null;
}

/** Whether it was stopped before its first step: nothing was learned or kept, and the run can be begun again. */
export function isNothing({ interrupted, agentSteps }: TrainedTeacher): boolean {
  return interrupted && agentSteps === 0;
}

/** Trains from the beginning. @throws A2pdError IN_USE when another process trains in this run, OUT_OF_MEMORY, and others. */
export async function trainTeacher(
  folder: RunFolder,
  plan: TrainingPlan,
  context: JobContext,
  options: BeginOptions = {},
): Promise<TrainedTeacher> {
  requireKnownOptions(plan, planNames);
  requireKnownOptions(options, beginNames);
  announceMemory(plan, options, context);
  return locked(folder, async () => {
    const store = new CheckpointStore(folder.training);
    const places = placesOf(folder, plan);
    await requirePlaces(places, folder);
    const [newest] = await store.list();
    if (options.mustBeNew) refuseToReplace(folder, places, newest);
    return withGame(plan, undefined, async (environment, opponent) => {
      const { numActions } = environment;
      const startFrom = plan.from === undefined ? undefined : await openAncestor(plan.from, plan, numActions);
      const { config, found } = await settlePrecision(plan.config, numActions, context.signal);
      sayPrecision(found, context);
      // Everything that could still be refused has been looked at: now the old run may go.
      await store.clear();
      for (const policy of [places.best, places.last]) await removeArtefact(policy);
      const begun = { ...plan, config, agentStepsBefore: startFrom?.agentSteps };
      return runTraining(folder, begun, { store, environment, opponent, startFrom }, context, options);
    });
  });
}

/**
 * Continues a run where its last checkpoint was taken; the result is that of a run never interrupted.
 * @throws A2pdError IN_USE, OUT_OF_MEMORY, FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
 */
export async function resumeTraining(
  folder: RunFolder,
  context: JobContext,
  options: ResumeOptions = {},
): Promise<TrainedTeacher> {
  requireKnownOptions(options, resumeNames);
  // Before the lock, which would make the folder of a run that is not there.
  const store = new CheckpointStore(folder.training);
  await store.requireSome();
  return locked(folder, async () => {
    const loaded = await store.load({
      withoutReplay: options.refillReplay ?? false,
      look: ({ plugins }) => requirePlugins(`The training in ${folder.training}`, plugins),
    });
    const plan = continuedPlan(loaded, options);
    const { checkpoint } = loaded;
    for (const { agentSteps, error } of loaded.damaged) {
      context.say(`The checkpoint at agent step ${agentSteps} is damaged, the one before it serves: ${error.message}`);
    }
    context.say(`Continuing ${folder.name} at agent step ${checkpoint.state.agentSteps}`);
    if (checkpoint.state.rollout.episodes.length === 0) {
      context.say(sentenceOnRefilling(checkpoint));
    }
    announceMemory(plan, options, context, checkpoint);
    await requirePlaces(placesOf(folder, plan), folder);
    return withGame(plan, loaded.manifest.parents, (environment, opponent) =>
      runTraining(folder, plan, { store, environment, opponent, resume: loaded }, context, options),
    );
  });
}

function announceMemory(
  plan: TrainingPlan,
  { replayMemory }: TrainingOutputs,
  context: JobContext,
  resume?: Checkpoint,
): void {
  // What a checkpoint brought is in memory already.
  const availableBytes = availableMemory() + (resume ? frameBytes(resume) : 0);
  context.say(checkReplayMemory(plan, { replayBytes: replayMemory, availableBytes }));
}

async function locked<T>(folder: RunFolder, work: () => Promise<T>): Promise<T> {
  let lock: Lock | undefined;
  try {
    lock = await lockFolder(folder.path, `the run ${folder.name}`);
    return await work();
  } finally {
    await lock?.release();
  }
}

async function runTraining(
  folder: RunFolder,
  plan: TrainingPlan,
  { store, environment, opponent, startFrom, resume: loaded }: Means,
  context: JobContext,
  { tensorboard = true }: TrainingOutputs,
): Promise<TrainedTeacher> {
  const { preset, config, numEnvironments, agentStepsBefore } = plan;
  const resume = loaded?.checkpoint;
  const agentSteps = resume?.state.agentSteps;
  const metrics = await openMetricsFile(folder, resume && continuationOf(resume, config.totalAgentSteps));
  const architecture = architectureOf(config, environment.numActions);
  const places = placesOf(folder, plan);
  const recipe = { ...places, architecture, config, numEnvironments, agentStepsBefore };
  const origins = [startFrom, opponent].flatMap((origin) => origin?.reference ?? []);
  const description = describe(plan, loaded?.manifest.parents ?? (origins.length > 0 ? origins : undefined));
  const scaledDown = opponent ? undefined : scaledDownTraining(config, agentStepsBefore);
  const checkpoints = { ...description, scaledDown, config: keptOf(plan) };
  const policies = { ...description, config: { preset, ...given(plan, ['against']) } };
  let board: TrainingBoard | undefined;
  let lastCheckpoint: SavedCheckpoint | null = null;
  try {
    if (tensorboard) board = await openTrainingBoard(folder, agentSteps);
    const { best, last, updates, ending } = await train({
      config,
      environment,
      signal: context.signal,
      onProgress: context.onProgress,
      onMetrics: (line) => {
        metrics.add(line);
        board?.add(line);
      },
      onPriorities: (agentSteps, priorities) => board?.addPriorities(agentSteps, priorities),
      targetReturn: plan.targetReturn,
      evaluate: async (model, agentSteps) => {
        const wantsPicture = board !== undefined;
        const { picture, ...evaluated } = await evaluateInTraining(model, plan, wantsPicture, context, opponent);
        if (picture) board?.addEpisode(agentSteps, picture);
        return evaluated;
      },
      onCheckpoint: async (checkpoint) => {
        await metrics.flush();
        lastCheckpoint = await store.save(checkpoint, checkpoints, plan.checkpoint);
        board?.addCheckpoint(lastCheckpoint);
        context.say(describeCheckpoint(lastCheckpoint));
        const { agentSteps, updates, learner } = checkpoint.state;
        const last = { agentSteps, weights: learner.online, meanReturn: null };
        await keepPolicies(places, { ...recipe, updates, best: checkpoint.best, last }, policies);
      },
      startFrom: startFrom && (opponent ? opposedValues(startFrom.weights) : startFrom.weights),
      resume,
    });
    await metrics.flush();
    const trained: TrainedTeacher = {
      teacher: places.best,
      agentSteps: last.agentSteps,
      updates,
      bestEvaluationReturn: best.meanReturn,
      ending,
      interrupted: ending === 'interrupted',
      lastCheckpoint,
    };
    if (!isNothing(trained)) {
      await keepPolicies(places, { ...recipe, updates, best, last }, policies);
    }
    await board?.close();
    return trained;
  } finally {
    // On success both are on the disk by now; else a second failure would hide the first.
    await Promise.allSettled([metrics.close(), board?.close()]);
  }
}

function continuationOf({ state, isEvaluationDue = false }: Checkpoint, totalAgentSteps: number): Continuation {
  return { agentSteps: state.agentSteps, totalAgentSteps, isEvaluationDue };
}

interface Means {
  readonly store: CheckpointStore;
  /** The caller's, who closes it. */
  readonly environment: VectorEnvironment;
  /** Whom an adversary is trained against. */
  readonly opponent?: Opponent | undefined;
  /** What a run goes out from, if not from fresh weights. */
  readonly startFrom?: Ancestor | undefined;
  readonly resume?: LoadedCheckpoint | undefined;
}

function describe({ game, config, against }: TrainingPlan, parents: ParentReference[] | undefined) {
  const defence = 'defence' in config ? config.defence?.name : undefined;
  return {
    game,
    romMd5: romMd5(game),
    seeds: { training: config.seed },
    parents,
    ...pluginsEntry(pluginsOf({ defence, attacks: against ? [against.attack.name] : [] })),
  };
}

function sentenceOnRefilling({ config }: Checkpoint): string {
  if (isPqn(config)) return 'Without its running episodes: new ones begin';
  const wait = config.learningStartsAgentSteps.toLocaleString('en');
  return `Without its replay: new episodes begin, and learning goes on after ${wait} agent steps`;
}

function describeCheckpoint({ agentSteps, bytes, newBytes, frameCompression, seconds }: SavedCheckpoint): string {
  const frames = frameCompression === null ? 'no replay' : `frames ${frameCompression.toFixed(0)}x smaller`;
  const size = `${formatBytes(bytes)}, ${formatBytes(newBytes)} of them new`;
  return `Checkpoint at agent step ${agentSteps.toLocaleString('en')}: ${size}, ${seconds.toFixed(2)} s, ${frames}`;
}

function frameBytes({ state }: Checkpoint): number {
  const frames = state.replay?.streams.flatMap((stream) => stream.frames) ?? [];
  return frames.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

function refuseToReplace(
  { name, runs, training }: RunFolder,
  { best }: TrainingPlaces,
  newestCheckpoint: number | undefined,
): void {
  if (newestCheckpoint !== undefined) {
    const remedy = 'continue it, choose another run, or replace it';
    const hint: Hint = { next: 'resume-training', run: name, runs };
    const message = `The run ${name} has a checkpoint at agent step ${newestCheckpoint.toLocaleString('en')}; ${remedy}`;
    throw new A2pdError('INVALID_STATE', message, { path: training, agentSteps: newestCheckpoint, remedy, hint });
  }
  if (isArtefact(best)) throw notReplaced(best, 'with no checkpoint to continue from', 'choose another run');
}
