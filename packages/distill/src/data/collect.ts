/**
 * Collects state-prescription pairs (paper, Section 4.1): the teacher plays, and at every observation its answer is kept:
 * the score of each action, softmax(score / temperature), aT, and where it came from. Frames are stored once. A collection
 * that was stopped or killed is continued, to the very bytes of one that was not.
 */
import type { Manifest } from '@a2pd/artefact';
import {
  expectationError,
  requireFiniteScores,
  requireKnownOptions,
  rowArgmax,
  type VectorEnvironment,
} from '@a2pd/core';
import { type Compiled, compile, pixels, pixelsToInput, type Tensor } from '@a2pd/tensor';
import { type CollectOptions, collectOptionNames } from './collect-options.js';
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
  requireKnownOptions(options, collectOptionNames);
  requireFitting(options);
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
  const { teacher, player, environments, note = {}, signal, onProgress } = options;
  const request = requestOf(options);
  const progress = await continuableCollection(folder, request, options);
  const asked = [teacher, ...(player ? [player] : [])].map((policy) => new AskedPolicy(policy));
  const answer = (environment: VectorEnvironment) => {
    const [qValues, playerScores] = asked.map((policy) => policy.scoresIn(environment));
    return { qValues: qValues!, playerActions: playerScores && rowArgmax(playerScores, teacher.numActions) };
  };
  try {
    const collecting = { request, environments, folder, note, answer, signal, onProgress };
    const collection = progress ? await Collection.continue(collecting, progress) : Collection.begin(collecting);
    const continuedPairs = collection.recorder.numRows;
    await collection.run();
    const manifest = await publishCollection(options, folder, collection);
    return { manifest, continuedPairs, timing: collection.timing };
  } finally {
    for (const policy of asked) policy.dispose();
  }
}

/** An unfinished collection of the data set `directory`, if there is one. @throws A2pdError CORRUPT_ARTEFACT */
export function readUnfinishedCollection(directory: string): Promise<CollectionProgress | undefined> {
  return new CollectionFolder(directory).readProgress();
}

class AskedPolicy {
  readonly #name: string;
  readonly #scores: Compiled<[Tensor], Tensor>;

  constructor(policy: Teacher) {
    this.#name = policy.name;
    this.#scores = compile('distill/ask', (observations: Tensor) => policy.qValues(pixelsToInput(observations)));
  }

  /** Of every action for the observations as they are, on the host; float32[N * A]. */
  scoresIn({ observations, numEnvironments }: VectorEnvironment): Float32Array {
    const frames = pixels(observations, numEnvironments);
    const scores = this.#scores(frames);
    const host = scores.dataSync<'float32'>();
    frames.dispose();
    scores.dispose();
    return requireFiniteScores(host, this.#name);
  }

  dispose(): void {
    this.#scores.dispose();
  }
}

function requireFitting({ teacher, player, environments, config }: CollectOptions): void {
  if (!player && config.playerShare !== undefined) {
    const remedy = 'name a player, or leave the share out';
    throw expectationError('INVALID_CONFIG', 'a player to take a share of the steps', undefined, remedy);
  }
  if (environments.length === 0) throw expectationError('INVALID_ARGUMENT', 'at least one group of environments', 0);
  for (const { autoresetMode, numActions } of environments) {
    if (autoresetMode !== 'disabled') {
      const expected = 'environments with autoreset disabled';
      throw expectationError('INVALID_ARGUMENT', expected, autoresetMode, 'create them with that mode');
    }
    for (const policy of player ? [teacher, player] : [teacher]) {
      if (numActions === policy.numActions) continue;
      const expected = `environments of ${policy.numActions} actions, as ${policy.name} has`;
      throw expectationError('INVALID_ARGUMENT', expected, numActions, 'use the game it was trained on');
    }
  }
}
