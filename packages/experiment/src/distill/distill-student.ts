/** Trains a student on the prescriptions of a run and keeps it with its history; stopped, it can be continued. */
import { isDeepStrictEqual } from 'node:util';
import { Artefact, lockArtefact, type ParentReference, removeArtefact, requireWritable } from '@a2pd/artefact';
import { A2pdError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import {
  type DistillCheckpoint,
  type DistillConfig,
  distill,
  type EpochRecord,
  historyFile,
  joinDataSets,
  loadDistillation,
  type Method,
  PrescriptionDataSet,
  requireHistory,
  saveStudent,
  settlePrecision,
} from '@a2pd/distill';
import { z } from 'zod';
import type { JobContext } from '../run/context.js';
import { pluginsEntry, pluginsOf, requirePlugins } from '../run/plugins.js';
import { sayPrecision } from '../run/precision.js';
import { madeBefore, type Recipe } from '../run/recipe.js';
import { joinScales, scaledDownDistillation } from '../run/scale.js';
import { type Checkpoints, keepCheckpoints } from './distillation-checkpoints.js';
import { noticeOtherTeacher, warnOfCollapse } from './distillation-notices.js';
import { keepEpoch, requireEpochFolders, requireKeptEpochs } from './epoch-policies.js';
import { startingWeights } from './starting-weights.js';

export interface DistillStudentOptions {
  /** Folders of the prescriptions; several are trained on as one set. */
  readonly prescriptions: readonly string[];
  /** Folder that the student is written to; what is needed to continue lies in `<student>-training` meanwhile. */
  readonly student: string;
  readonly config: DistillConfig;
  readonly seed: number;
  /** A method of one's own that nobody registered; `config.method` holds its hyper-parameters, by its name. */
  readonly method?: Method | undefined;
  /** Folder of the student whose weights to begin with; fresh weights when absent. */
  readonly from?: string | undefined;
  /** The run's teacher, to notice that the prescriptions are of another; unnoticed when absent. */
  readonly teacher?: string | undefined;
  /**
   * What to do about a distillation that was stopped, or is done: go on if it is the one asked for and refuse otherwise (the
   * default), continue it with its own configuration and seed, or begin anew.
   */
  readonly existing?: 'same' | 'as-begun' | 'replace' | undefined;
  /**
   * Epochs after which the student is kept as it is then, each in a folder of its own, `<student>-epoch-<n>`; of one that
   * goes on those that it began with, when absent.
   */
  readonly keepEpochs?: readonly number[] | undefined;
  /** What a kill may lose, besides the epoch that it hits; by default a minute. */
  readonly checkpointPeriodMs?: number | undefined;
  /** What the user types to continue. */
  readonly resumeCommand?: string | undefined;
}

const optionNames: OptionNames<DistillStudentOptions> = {
  prescriptions: true,
  student: true,
  config: true,
  seed: true,
  method: true,
  from: true,
  teacher: true,
  existing: true,
  keepEpochs: true,
  checkpointPeriodMs: true,
  resumeCommand: true,
};

export interface DistilledStudent {
  readonly student: string;
  readonly epochs: number;
  /** Of them, how many an earlier call had done. */
  readonly resumedEpochs: number;
  readonly best: EpochRecord;
  readonly warnings: readonly string[];
  /** The most memory that the process ever held. */
  readonly peakBytes: number;
}

/** @throws A2pdError IN_USE when another process distils into that folder, and whatever reading, training and writing throw. */
export async function distillStudent(options: DistillStudentOptions, context: JobContext): Promise<DistilledStudent> {
  requireKnownOptions(options, optionNames);
  // Before the lock, which would make the folder of a run that is not there.
  const dataSets = await Promise.all(options.prescriptions.map((folder) => PrescriptionDataSet.open(folder)));
  const lock = await lockArtefact(options.student, `the student ${options.student}`);
  try {
    return await distillFrom(dataSets, options, context);
  } finally {
    await lock.release();
  }
}

async function distillFrom(
  dataSets: readonly PrescriptionDataSet[],
  options: DistillStudentOptions,
  context: JobContext,
): Promise<DistilledStudent> {
  const { student: target, existing = 'same', checkpointPeriodMs = 60_000 } = options;
  const dataSet = joinDataSets(dataSets);
  const { manifest } = dataSets[0]!.artefact;
  const origin = options.from === undefined ? undefined : await startingWeights(options.from, manifest, options.config);
  const parents = [...dataSet.references, ...(origin ? [origin.reference] : [])];
  await noticeOtherTeacher(options.teacher, manifest, context);
  const checkpointFolder = `${target}-training`;
  const begun = await continued(options, checkpointFolder, parents, context);
  if (!begun && existing === 'as-begun') {
    const finished = await Artefact.openIfPresent(target, 'policy');
    if (finished) return described(target, finished, context);
    context.say(`There is no stopped distillation in ${checkpointFolder}.`);
  }
  const keepEpochs = options.keepEpochs ?? begun?.keepEpochs ?? [];
  const { seed } = begun ?? options;
  let { config } = begun ?? options;
  if (!begun && existing !== 'replace') {
    const architecture = { ...config.architecture, numActions: dataSet.numActions };
    const { precision, ...others } = config;
    const recipe: Recipe = {
      kind: 'policy',
      // Absent where the default holds, which an artefact of another value does not have.
      config: {
        epochPairs: undefined,
        initialisation: undefined,
        ...others,
        architecture,
        // Whichever was found to be the fastest then.
        ...(precision === 'fastest' ? {} : { precision }),
      },
      seeds: { distill: seed },
      parents,
    };
    const made = await madeBefore(target, recipe, 'name another student');
    if (made) {
      requireKeptEpochs(target, keepEpochs);
      return described(target, made, context);
    }
  }
  await requireWritable(target, { kind: 'policy' });
  await requireWritable(checkpointFolder, { kind: 'distillation' });
  await requireEpochFolders(target, keepEpochs, config, {
    epochsDone: begun?.state.history.length ?? 0,
    mayReplace: begun !== undefined || existing === 'replace',
  });
  // Else what is begun anew would, once stopped, be continued from the one before.
  if (existing === 'replace') await removeArtefact(checkpointFolder);
  warnOfCollapse(config, dataSet, context);
  const { method } = options;
  const settled = await settlePrecision(config, dataSet, { method, signal: context.signal });
  sayPrecision(settled.found, context);
  config = settled.config;
  const plugins = pluginsOf({ method: config.method.name });
  const describePolicy = (maxEpochs: number) => {
    const scaledDown = joinScales([
      ...new Set(dataSets.map(({ artefact }) => artefact.manifest.scaledDown)),
      scaledDownDistillation({ ...config, maxEpochs }),
    ]);
    return {
      game: manifest.game,
      romMd5: manifest.romMd5,
      config: { ...config, preset: manifest.config.preset ?? 'rainbow' },
      seeds: { distill: seed },
      parents,
      ...pluginsEntry(plugins),
      scaledDown,
    };
  };
  const checkpoints = keepCheckpoints(
    {
      folder: checkpointFolder,
      config,
      seed,
      keepEpochs: keepEpochs.length > 0 ? keepEpochs : undefined,
      manifest,
      parents,
      plugins,
      periodMs: checkpointPeriodMs,
      begun: begun?.state,
    },
    context,
  );
  let result: Awaited<ReturnType<typeof distill>>;
  try {
    result = await distill({
      dataSet,
      config,
      seed,
      method,
      resume: begun?.state,
      initialWeights: origin?.weights,
      signal: context.signal,
      onProgress: context.onProgress,
      onEpoch: async ({ epoch }, state) => {
        // Before the checkpoint, from which a continued distillation would not come by this epoch again.
        if (keepEpochs.includes(epoch)) {
          await keepEpoch(target, state, config, dataSet.numActions, describePolicy(epoch));
        }
        await checkpoints.offer(state);
      },
    });
  } catch (error) {
    if (!(error instanceof A2pdError) || error.code !== 'INTERRUPTED') throw error;
    throw await interrupted(error, checkpoints, options);
  }
  const { student, best, history, split, warnings } = result;
  try {
    await saveStudent(
      target,
      student,
      {
        ...describePolicy(config.maxEpochs),
        summary: { epochs: history.length, bestEpoch: best.epoch, ...best.validation, ...split, warnings },
      },
      historyFile(history),
    );
  } catch (error) {
    await checkpoints.keep();
    throw error;
  } finally {
    student.dispose();
  }
  await removeArtefact(checkpointFolder);
  return {
    student: target,
    epochs: history.length,
    best,
    warnings,
    resumedEpochs: begun?.state.history.length ?? 0,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** What a checkpoint's manifest says beside the hyper-parameters, where epochs are to be kept. */
const keptSchema = z.looseObject({ keepEpochs: z.array(z.int()).optional() });

interface Begun extends DistillCheckpoint {
  readonly keepEpochs?: readonly number[] | undefined;
}

/** The stopped distillation to go on with; undefined to begin. */
async function continued(
  { existing = 'same', config, seed, method }: DistillStudentOptions,
  folder: string,
  parents: readonly ParentReference[],
  context: JobContext,
): Promise<Begun | undefined> {
  const kept = await Artefact.openIfPresent(folder, 'distillation');
  if (!kept || existing === 'replace') return undefined;
  requirePlugins(`The distillation in ${folder}`, kept.manifest.plugins);
  const begun = await loadDistillation(folder, parents, method);
  // A measurement would be another one now: it goes on in the precision that it began in.
  const asked = config.precision === 'fastest' ? { ...config, precision: begun.config.precision } : config;
  if (existing === 'same' && !isDeepStrictEqual({ config: asked, seed }, { config: begun.config, seed: begun.seed })) {
    const remedy = 'repeat the options that it began with, give none but resume, or begin anew by restart';
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The distillation in ${folder} was begun otherwise; ${remedy}`, {
      expected: JSON.stringify({ ...begun.config, seed: begun.seed }),
      received: { ...config, seed },
      remedy,
      arguments: ['resume', 'restart'],
    });
  }
  context.say(`Continuing after epoch ${begun.state.history.length}.`);
  return { ...begun, ...kept.parse(keptSchema, kept.manifest.config) };
}

/** What lies in `student` already, made just as asked. */
async function described(student: string, artefact: Artefact, { say }: JobContext): Promise<DistilledStudent> {
  say(`${student} is there already, distilled to its end; a restart does it again.`);
  const history = await requireHistory(artefact);
  return {
    ...{ student, epochs: history.length, resumedEpochs: history.length },
    best: history.findLast(({ isBest }) => isBest)!,
    warnings: (artefact.manifest.summary?.warnings ?? []) as string[],
    peakBytes: process.resourceUsage().maxRSS * 1024,
  };
}

async function interrupted(
  cause: A2pdError,
  checkpoints: Checkpoints,
  { student, resumeCommand }: DistillStudentOptions,
): Promise<A2pdError> {
  const kept = await checkpoints.keep();
  if (kept === 'nothing to keep') {
    return new A2pdError('INTERRUPTED', 'Stopped before the first epoch ended: nothing was kept', { cause });
  }
  const remedy = `continue with ${resumeCommand ?? 'the same call'}`;
  const what = kept === 'kept' ? 'all whole epochs are' : 'what could be written is';
  return new A2pdError('INTERRUPTED', `Stopped; ${what} kept in ${student}-training; ${remedy}`, { remedy, cause });
}
