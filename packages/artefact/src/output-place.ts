/** Whether a path may be written is found out before the work whose result it is to hold. */
import { rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { A2pdError, expectationError, unwritable } from '@a2pd/core';
import { Artefact } from './artefact.js';
import { makeFolder } from './atomic-file.js';
import { partialPath } from './leftovers.js';
import { bearsMark, makerMark } from './maker-mark.js';
import type { ArtefactKind } from './manifest.js';
import { requireFilePlace, requireFolderPlace } from './replaceable.js';

export interface OutputPlace {
  /** The artefact whose folder the path names; the path names a single file when absent. */
  readonly kind?: ArtefactKind | undefined;
  /** Words by which a file is known as ours. */
  readonly mark?: string | undefined;
  /** Whether a file without them may be replaced too (`--force`). */
  readonly force?: boolean | undefined;
}

/**
 * May this path be written? Makes the folders above it, and leaves nothing else. Nothing is replaced but a file that bears
 * our mark, any regular file by force, and a sound artefact of the same kind.
 * @throws A2pdError FILE_UNAVAILABLE where nothing can be written, for a file that is not ours, and for what is neither file
 * nor folder; INCOMPATIBLE_ARTEFACT or CORRUPT_ARTEFACT for a folder that holds something else.
 */
export async function requireWritable(path: string, place: OutputPlace = {}): Promise<void> {
  if (place.kind === undefined) await requireReplaceableFile(path, place);
  else await requireReplaceableArtefact(path, place.kind);
  const target = resolve(path);
  const trial = partialPath(target);
  await makeFolder(dirname(target));
  try {
    await writeFile(trial, '', { flag: 'wx' });
    await rm(trial);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

async function requireReplaceableFile(file: string, { mark = makerMark, force = false }: OutputPlace): Promise<void> {
  if (!(await requireFilePlace(file)) || force) return;
  const isOurs = await bearsMark(file, mark).catch((cause) => {
    throw unwritable(file, cause);
  });
  if (isOurs) return;
  const expected = `a file that says that a2pd wrote it, or nothing, at ${file}`;
  const remedy = 'choose another place, or replace it by force';
  throw expectationError('FILE_UNAVAILABLE', expected, 'another file', remedy, { path: file, arguments: ['force'] });
}

async function requireReplaceableArtefact(directory: string, kind: ArtefactKind): Promise<void> {
  if (!(await requireFolderPlace(directory))) return;
  try {
    await Artefact.open(directory, kind);
  } catch (error) {
    if (error instanceof A2pdError && error.code === 'CORRUPT_ARTEFACT') throw inTheWay(directory, error);
    if (!(error instanceof A2pdError) || error.code !== 'FILE_UNAVAILABLE') throw error;
    const expected = `${kind} that a2pd wrote, or nothing, in ${directory}`;
    const details = { path: directory, cause: error };
    throw expectationError(
      'INCOMPATIBLE_ARTEFACT',
      expected,
      'a folder without manifest',
      'choose another place',
      details,
    );
  }
}

/** What is damaged beyond knowing what it is cannot be made again here while it stays. */
function inTheWay(directory: string, cause: A2pdError): A2pdError {
  const remedy = 'restore it from a copy, or move it away';
  const message = cause.message.replace(cause.remedy ?? '', () => remedy);
  return new A2pdError(cause.code, message, { path: directory, remedy, cause });
}
