/**
 * Writes that are never seen half-done: the bytes go to a temporary sibling, reach the disk, and are renamed into place.
 * Done by hand because popular packages issue one `write`, ignore its byte count and never sync the folder.
 */
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { unwritable } from '@a2pd/core';
import { partialPath, removeAbandoned } from './leftovers.js';
import { requireFilePlace } from './replaceable.js';

/**
 * Writes `contents` to `file` so that after a crash the file holds either its old or its new contents.
 * @throws A2pdError FILE_UNAVAILABLE when the folder cannot be written or the disk is full, and for what is no
 * regular file; what was there is intact.
 */
export async function writeFileAtomically(file: string, contents: Uint8Array | string): Promise<void> {
  const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
  const directory = dirname(file);
  const temporary = partialPath(file);
  try {
    await requireFilePlace(file);
    await makeFolder(directory);
    await removeAbandonedOnce(file);
    await writeAndSync(temporary, bytes);
    await rename(temporary, file);
    await syncDirectory(directory);
  } catch (cause) {
    // What failed first is what the user must hear of.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw unwritable(file, cause);
  }
}

/**
 * Moves a file that another program wrote to `partialPath(file)` to its place, once it is on the disk.
 * @throws A2pdError FILE_UNAVAILABLE; what was there is intact.
 */
export async function putFileInPlace(partial: string, file: string): Promise<void> {
  try {
    await requireFilePlace(file);
    const handle = await open(partial, 'r+');
    await handle.sync().finally(() => handle.close());
    await removeAbandonedOnce(file);
    await rename(partial, file);
    await syncDirectory(dirname(file));
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

const tidied = new Set<string>();

/** What killed processes left beside a file; looked for when this process first writes it. */
async function removeAbandonedOnce(file: string): Promise<void> {
  const place = resolve(file);
  if (tidied.has(place)) return;
  tidied.add(place);
  await removeAbandoned(place);
}

/** Writes a new file and forces it to the disk. */
export async function writeAndSync(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await writeAll(handle, bytes);
    await handle.sync();
    const { size } = await handle.stat();
    if (size !== bytes.byteLength) throw new Error(`short write: ${size} of ${bytes.byteLength} bytes`);
  } finally {
    await handle.close();
  }
}

/** Forces a folder's entries to the disk, so that a rename in it survives a power cut. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those above it. @throws A2pdError FILE_UNAVAILABLE when it cannot be made. */
export async function makeFolder(directory: string): Promise<void> {
  try {
    await makeMissing(resolve(directory));
  } catch (cause) {
    throw unwritable(directory, cause);
  }
}

/** One by one: Node's own recursion never ends where a file system says that the folder above is missing, as /proc does. */
async function makeMissing(directory: string): Promise<void> {
  if (await isFolder(directory)) return;
  const above = dirname(directory);
  if (above !== directory) await makeMissing(above);
  try {
    await mkdir(directory);
  } catch (cause) {
    // Another process may have been faster.
    if (!(await isFolder(directory))) throw cause;
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let offset = 0;
  while (offset < bytes.byteLength) {
    const { bytesWritten } = await handle.write(bytes, offset, bytes.byteLength - offset);
    if (bytesWritten === 0) throw new Error('the file system accepted no more bytes');
    offset += bytesWritten;
  }
}
