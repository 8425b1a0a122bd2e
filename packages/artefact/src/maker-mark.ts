/** How a single file says that it is ours, where its format has room for words: an artefact's folder has its manifest. */
import { open } from 'node:fs/promises';

/** Writers put it into a comment or into metadata. */
export const makerMark = 'written by a2pd';

/** Comments stand at the beginning or the end of a file, so that a film of gigabytes need not be read whole. */
const searchedBytes = 1 << 20;

/** Whether `file` contains `mark` near its beginning or its end. */
export async function bearsMark(file: string, mark: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (const position of new Set([0, Math.max(0, size - searchedBytes)])) {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(searchedBytes), position });
      if (buffer.subarray(0, bytesRead).includes(mark)) return true;
    }
    return false;
  } finally {
    await handle.close();
  }
}
