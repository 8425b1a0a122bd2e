/** Whether what lies in a collection's folder is what is asked for now. */
import { isDeepStrictEqual } from 'node:util';
import { Artefact } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { CollectOptions } from './collect-options.js';
import type { CollectionFolder } from './collection-folder.js';
import { type CollectionProgress, type CollectionRequest, numRowsOf } from './collection-progress.js';

/** What the pairs depend on, as it is read back from disk. */
export function requestOf(options: CollectOptions): CollectionRequest {
  const { teacher, player, environments, config, seed, provenance = {} } = options;
  const { scaledDown: _scaledDown, ...determining } = provenance;
  return JSON.parse(
    JSON.stringify({
      config,
      seed,
      numEnvironments: environments.map(({ numEnvironments }) => numEnvironments),
      teacher: teacher.name,
      player: player?.name ?? null,
      numActions: teacher.numActions,
      provenance: determining,
    }),
  ) as CollectionRequest;
}

/**
 * The unfinished collection to continue, if there is one; what is in its place otherwise is cleared away.
 * @throws A2pdError INCOMPATIBLE_ARTEFACT when it was begun with other options, CORRUPT_ARTEFACT.
 */
export async function continuableCollection(
  folder: CollectionFolder,
  request: CollectionRequest,
  { restart = false, directory }: CollectOptions,
): Promise<CollectionProgress | undefined> {
  const progress = restart ? undefined : await folder.readProgress();
  if (progress && isDeepStrictEqual(progress.request, request)) return progress;
  if (progress && !(await wasPublished(progress, directory))) {
    const remedy = 'finish it by resume, with the options it was begun with, or begin anew by restart';
    const differing = differences(progress.request, request).join(', ');
    throw new A2pdError(
      'INCOMPATIBLE_ARTEFACT',
      `An unfinished collection in ${folder.path} was begun with other options (${differing}); ${remedy}`,
      { path: folder.path, remedy, arguments: ['resume', 'restart'] },
    );
  }
  await folder.clear();
  return undefined;
}

/**
 * Whether a collection holds all of its pairs, and the data set has them already: it was killed between its last two steps. One
 * that goes on beyond a data set begins with the same shards.
 */
async function wasPublished(progress: CollectionProgress, directory: string): Promise<boolean> {
  const { shards, open, request } = progress;
  if (open !== null || numRowsOf(progress) < request.config.pairs) return false;
  const artefact = await Artefact.open(directory, 'prescriptions').catch(() => undefined);
  const published = new Set(artefact?.manifest.files.map(({ sha256 }) => sha256));
  return shards.every(({ sha256 }) => published.has(sha256));
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
