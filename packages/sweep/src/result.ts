/** What a job leaves behind, committed once: the first of several that finish the same job wins, the others keep its result. */
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Artefact, makeFolder, parseRecord, syncDirectory, writeArtefact } from '@a2pd/artefact';
import { A2pdError, unwritable } from '@a2pd/core';
import { z } from 'zod';
import type { SweepJob } from './job.js';
import type { JobFolder } from './sweep-folder.js';

export interface StageResult {
  /** "distill", "evaluate", ... */
  readonly stage: string;
  readonly seconds: number;
  /** What the command printed with --json. */
  readonly output: unknown;
}

export interface JobResult {
  readonly stages: readonly StageResult[];
  /** How the artefacts behind it are smaller than the paper's, if they are. */
  readonly scaledDown: string | undefined;
}

const fileName = 'result.json';
const resultSchema = z.strictObject({
  stages: z.array(z.strictObject({ stage: z.string(), seconds: z.number(), output: z.unknown() })),
});

/**
 * The committed result of a job; undefined when there is none.
 * @throws A2pdError CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT when something else lies there.
 */
export async function readResult(directory: string, { key }: SweepJob): Promise<JobResult | undefined> {
  const artefact = await Artefact.openIfPresent(directory, 'sweep-result');
  if (artefact === undefined) return undefined;
  if (artefact.manifest.config.key !== key) {
    const remedy = `remove ${directory} to do the job again`;
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', `${directory} is the result of another job; ${remedy}`, { remedy });
  }
  const { stages } = parseRecord(resultSchema, (await artefact.read(fileName)).toString('utf8'), {
    what: `${fileName} in ${directory}`,
    writer: 'a sweep',
    remedy: `remove ${directory} to do the job again`,
  });
  return { stages, scaledDown: artefact.manifest.scaledDown };
}

/**
 * Commits a result unless there is one already.
 * @param artefacts Folders of what the stages made.
 * @returns Whether this call committed it.
 * @throws A2pdError FILE_UNAVAILABLE when it cannot be written.
 */
export async function commitResult(
  { path, result }: JobFolder,
  { key, specification }: SweepJob,
  stages: readonly StageResult[],
  artefacts: readonly string[],
): Promise<boolean> {
  const parents = await Promise.all(artefacts.map((folder) => Artefact.open(folder)));
  const { manifest } = parents.at(-1) ?? {};
  const staged = join(path, 'result');
  try {
    await makeFolder(dirname(result));
    await writeArtefact(
      staged,
      {
        kind: 'sweep-result',
        game: manifest?.game,
        config: { key, specification },
        seeds: Object.fromEntries(parents.flatMap((parent) => Object.entries(parent.manifest.seeds))),
        parents: parents.map(({ reference }) => reference),
        scaledDown: manifest?.scaledDown,
      },
      { [fileName]: `${JSON.stringify({ stages }, null, 2)}\n` },
    );
    // A folder is never renamed over one that is not empty: the first one wins.
    await rename(staged, result);
    await syncDirectory(dirname(result));
    return true;
  } catch (cause) {
    if ((await Artefact.openIfPresent(result, 'sweep-result')) === undefined) throw unwritable(result, cause);
    await rm(staged, { recursive: true, force: true });
    return false;
  }
}
