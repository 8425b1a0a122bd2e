/**
 * Collects state-prescription pairs (paper, Section 4.1): the teacher plays, and at every observation its answer is kept:
 * the score of each action, softmax(score / temperature), aT, and where it came from. Frames are stored once. A collection
 * that was stopped or killed is continued, to the very bytes of one that was not.
 */
import { isDeepStrictEqual } from 'node:util';
import { Artefact, type ArtefactDescription, ArtefactWriter, type Manifest } from '@a2pd/artefact';
import {
  A2pdError,
  expectationError,
  frameSize,
  observationSize,
  type ProgressListener,
  type VectorEnvironment,
} from '@a2pd/core';
import { type Compiled, compile, pixels, pixelsToInput, type Tensor } from '@a2pd/tensor';
import type { CollectConfig } from './collect-config.js';
import { Collection } from './collection.js';
import { CollectionFolder, type FileWriter } from './collection-folder.js';
import type { CollectionProgress, CollectionRequest, CollectTiming } from './collection-progress.js';
import { encodeIndex, indexFile } from './data-set-index.js';
import type { Teacher } from './teacher.js';

export interface CollectOptions {
  readonly teacher: Teacher;
  /**
   * One or more groups that take turns with the teacher; two let emulation and network overlap. Autoreset mode `disabled`.
   * They are reset here, and stay the caller's.
   */
  readonly environments: readonly VectorEnvironment[];
  readonly config: CollectConfig;
  /** Determines episodes and exploration. */
  readonly seed: number;
  /** Where the data set goes; an older one is replaced when the new one is whole. */
  readonly directory: string;
  /** What else the manifest says; its `config` is added to the collector's own. */
  readonly provenance?: Partial<Pick<ArtefactDescription, 'game' | 'romMd5' | 'parents' | 'scaledDown' | 'config'>>;
  /** Begins anew even if an unfinished collection could be continued. */
  readonly restart?: boolean;
  /** Kept with an unfinished collection; `readUnfinishedCollection` hands it back. */
  readonly note?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ProgressListener | undefined;
  /** How shards and progress are written; atomically, unless a test wants the disk to be full. */
  readonly writeFile?: FileWriter;
}

export interface CollectResult {
  readonly manifest: Manifest;
  /** Pairs that an earlier, unfinished collection had left. */
  readonly continuedPairs: number;
  readonly timing: CollectTiming;
}

/**
 * Collects `config.pairs` pairs and commits them as an artefact of kind `prescriptions`.
 * @throws A2pdError INTERRUPTED when stopped, FILE_UNAVAILABLE when the disk is full (what was collected is kept and
 * continued by the next call), NOT_FINITE when the teacher gives NaN, INCOMPATIBLE_ARTEFACT when an unfinished collection of
 * other options is in the way, IN_USE when another process collects into the same folder.
 */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  requireFitting(options.teacher, options.environments);
  const folder = new CollectionFolder(options.directory, options.writeFile);
  const lock = await folder.lock();
  try {
    return await collectInto(folder, options);
  } finally {
    await lock.release();
    await folder.removeIfClear();
  }
}

async function collectInto(folder: CollectionFolder, options: CollectOptions): Promise<CollectResult> {
  const { teacher, environments, note = {}, signal, onProgress } = options;
  const request = requestOf(options);
  const progress = await continuable(folder, request, options);
  const scores: Compiled<[Tensor], Tensor> = compile('distill/teacher', (observations: Tensor) =>
    teacher.qValues(pixelsToInput(observations)),
  );
  const answer = (environment: VectorEnvironment) => answerHost(scores, environment, teacher.name);
  try {
    const collecting = { request, environments, folder, note, answer, signal, onProgress };
    const collection = progress ? await Collection.continue(collecting, progress) : Collection.begin(collecting);
    const continuedPairs = collection.recorder.numRows;
    await collection.run();
    const manifest = await publish(options, folder, collection);
    return { manifest, continuedPairs, timing: collection.timing };
  } finally {
    scores.dispose();
  }
}

/** An unfinished collection of the data set `directory`, if there is one. @throws A2pdError CORRUPT_ARTEFACT */
export function readUnfinishedCollection(directory: string): Promise<CollectionProgress | undefined> {
  return new CollectionFolder(directory).readProgress();
}

/** As it is read back from disk. */
function requestOf({ teacher, environments, config, seed, provenance = {} }: CollectOptions): CollectionRequest {
  const { scaledDown: _scaledDown, ...determining } = provenance;
  return JSON.parse(
    JSON.stringify({
      config,
      seed,
      numEnvironments: environments.map(({ numEnvironments }) => numEnvironments),
      teacher: teacher.name,
      numActions: teacher.numActions,
      provenance: determining,
    }),
  ) as CollectionRequest;
}

async function continuable(
  folder: CollectionFolder,
  request: CollectionRequest,
  { restart = false, directory }: CollectOptions,
): Promise<CollectionProgress | undefined> {
  const progress = restart ? undefined : await folder.readProgress();
  if (progress && isDeepStrictEqual(progress.request, request)) return progress;
  if (progress && !(await wasPublished(progress, directory))) {
    const remedy = 'finish it with the options it was begun with (--resume), or begin anew with --restart';
    const differing = differences(progress.request, request).join(', ');
    throw new A2pdError(
      'INCOMPATIBLE_ARTEFACT',
      `An unfinished collection in ${folder.path} was begun with other options (${differing}); ${remedy}`,
      { path: folder.path, remedy },
    );
  }
  await folder.clear();
  return undefined;
}

/** Whether all that an unfinished collection holds is in the data set already: it was killed between its last two steps. */
async function wasPublished({ shards }: CollectionProgress, directory: string): Promise<boolean> {
  const artefact = await Artefact.open(directory, 'prescriptions').catch(() => undefined);
  const published = new Set(artefact?.manifest.files.map(({ sha256 }) => sha256));
  return shards.length > 0 && shards.every(({ sha256 }) => published.has(sha256));
}

function differences(a: CollectionRequest, b: CollectionRequest): string[] {
  const flat = ({ config, provenance, ...rest }: CollectionRequest): Record<string, unknown> => ({
    ...rest,
    ...config,
    ...provenance,
  });
  const [left, right] = [flat(a), flat(b)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter(
    (key) => !isDeepStrictEqual(left[key], right[key]),
  );
}

/** Puts the finished shards and their index into an artefact, and clears the folder where they were gathered. */
async function publish(options: CollectOptions, folder: CollectionFolder, collection: Collection): Promise<Manifest> {
  const { recorder, shards } = collection;
  const { temperature } = options.config;
  recorder.dropEmptyEpisodes();
  const writer = await ArtefactWriter.begin(options.directory);
  try {
    for (const shard of shards) await writer.write(shard.path, await folder.readShard(shard));
    const index = {
      numActions: options.teacher.numActions,
      temperature,
      scores: options.teacher.scores ?? ('expected-q' as const),
      shards: shards.map(({ path, numRows, numFrames }) => ({ path, numRows, numFrames })),
      episodes: [...recorder.episodes],
    };
    await writer.write(indexFile, encodeIndex(index));
    const manifest = await writer.commit(describeCollection(options, collection));
    await folder.clear();
    return manifest;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

function describeCollection(
  { teacher, environments, config, seed, provenance }: CollectOptions,
  { recorder, shards }: Collection,
): ArtefactDescription {
  const { actionCounts, episodes, meanReturn, numRows } = recorder;
  const majorityAction = actionCounts.indexOf(Math.max(...actionCounts));
  const sum = (key: 'numFrames' | 'compressedFrameBytes') => shards.reduce((total, shard) => total + shard[key], 0);
  const compressedFrameBytes = sum('compressedFrameBytes');
  return {
    ...provenance,
    kind: 'prescriptions',
    config: {
      ...provenance?.config,
      ...config,
      teacher: teacher.name,
      numActions: teacher.numActions,
      numEnvironments: environments.reduce((total, { numEnvironments }) => total + numEnvironments, 0),
      groups: environments.length,
      frameSkip: environments[0]!.frameSkip,
    },
    seeds: { collect: seed },
    summary: {
      pairs: numRows,
      episodes: episodes.length,
      meanReturn: meanReturn ?? null,
      majorityAction,
      majorityShare: actionCounts[majorityAction]! / numRows,
      frameBytes: sum('numFrames') * frameSize,
      compressedFrameBytes,
      compressionRatio: (sum('numFrames') * frameSize) / compressedFrameBytes,
      /** Against observations written one by one. */
      observationBytes: numRows * observationSize,
    },
  };
}

/** float32[N * A] on the host. */
function answerHost(
  scores: Compiled<[Tensor], Tensor>,
  environment: VectorEnvironment,
  teacherName: string,
): Float32Array {
  const observations = pixels(environment.observations, environment.numEnvironments);
  const qValues = scores(observations);
  const host = qValues.dataSync<'float32'>();
  observations.dispose();
  qValues.dispose();
  if (host.every(Number.isFinite)) return host;
  const remedy = 'look for NaN or infinity in its weights';
  const message = `Expected finite scores of ${teacherName} but received NaN or infinity; ${remedy}`;
  throw new A2pdError('NOT_FINITE', message, { remedy });
}

function requireFitting(teacher: Teacher, environments: readonly VectorEnvironment[]): void {
  if (environments.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one group of environments', 0);
  for (const { autoresetMode, numActions } of environments) {
    if (autoresetMode !== 'disabled') {
      const expected = 'environments with autoreset disabled';
      throw expectationError('INVALID_ARGUMENT', expected, autoresetMode, 'create them with that mode');
    }
    if (numActions !== teacher.numActions) {
      const expected = `environments of ${teacher.numActions} actions, as ${teacher.name} has`;
      throw expectationError('INVALID_ARGUMENT', expected, numActions, 'use the game it was trained on');
    }
  }
}
