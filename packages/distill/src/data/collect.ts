/**
 * Collects state-prescription pairs (paper, Section 4.1): the teacher plays, and at every observation its answer is kept:
 * the score of each action, softmax(score / temperature), aT, and where it came from. Frames are stored once. A collection
 * that was stopped or killed is continued, to the very bytes of one that was not.
 */
import type { Manifest } from '@a2pd/artefact';
import { expectationError, requireFiniteScores, type VectorEnvironment } from '@a2pd/core';
import { type Compiled, compile, pixels, pixelsToInput, type Tensor } from '@a2pd/tensor';
import type { CollectOptions } from './collect-options.js';
import { Collection } from './collection.js';
import { CollectionFolder } from './collection-folder.js';
import type { CollectionProgress, CollectTiming } from './collection-progress.js';
import { continuableCollection, requestOf } from './continuable-collection.js';
import { publishCollection } from './publish-collection.js';
import type { Teacher } from './teacher.js';

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
  const progress = await continuableCollection(folder, request, options);
  const scores: Compiled<[Tensor], Tensor> = compile('distill/teacher', (observations: Tensor) =>
    teacher.qValues(pixelsToInput(observations)),
  );
  const answer = (environment: VectorEnvironment) => answerHost(scores, environment, teacher.name);
  try {
    const collecting = { request, environments, folder, note, answer, signal, onProgress };
    const collection = progress ? await Collection.continue(collecting, progress) : Collection.begin(collecting);
    const continuedPairs = collection.recorder.numRows;
    await collection.run();
    const manifest = await publishCollection(options, folder, collection);
    return { manifest, continuedPairs, timing: collection.timing };
  } finally {
    scores.dispose();
  }
}

/** An unfinished collection of the data set `directory`, if there is one. @throws A2pdError CORRUPT_ARTEFACT */
export function readUnfinishedCollection(directory: string): Promise<CollectionProgress | undefined> {
  return new CollectionFolder(directory).readProgress();
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
  return requireFiniteScores(host, teacherName);
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
