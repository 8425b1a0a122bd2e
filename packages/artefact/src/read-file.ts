/** Reads files that anybody may have put there: only regular ones of a plausible size, found out before a byte is read. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { typeName } from './replaceable.js';

/** What one buffer of Node holds everywhere. */
const mostFileBytes = 2 ** 31 - 1;
/** What one string of Node holds. */
const mostTextBytes = 2 ** 29 - 25;

/**
 * @param requireSize Throws for a size that such a file cannot have.
 * @throws Error what `open` throws, and one that says what it is instead of a file, or how large.
 */
export async function readRegularFile(file: string, requireSize = atMost(mostFileBytes)): Promise<Buffer> {
  const handle = await openRegularFile(file);
  try {
    const { size } = await handle.stat();
    requireSize(size);
    const bytes = Buffer.alloc(size);
    let end = 0;
    while (end < size) {
      const { bytesRead } = await handle.read(bytes, end, size - end, end);
      if (bytesRead === 0) break;
      end += bytesRead;
    }
    return bytes.subarray(0, end);
  } finally {
    await handle.close();
  }
}

/** The same as text. */
export async function readRegularText(file: string, requireSize = atMost(mostTextBytes)): Promise<string> {
  return (await readRegularFile(file, requireSize)).toString('utf8');
}

/** Opens it for reading; the caller closes it. Opened without O_NONBLOCK, a pipe would wait for a writer for ever. */
export async function openRegularFile(file: string): Promise<FileHandle> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error(`it is ${typeName(stats)}, not a regular file`);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Refuses more bytes than these. */
export function atMost(bytes: number): (size: number) => void {
  return (size) => {
    if (size > bytes) throw new Error(`it has ${size} bytes, and such a file has at most ${bytes}`);
  };
}
