import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Bytes of the files below a folder (all, or those of one name). Links are not followed, and what vanishes while it is
 * being read counts as nothing.
 */
export function folderBytes(folder: string, fileName?: string): number {
  let bytes = 0;
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(path, fileName);
    else if (entry.isFile() && (fileName === undefined || entry.name === fileName)) {
      bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
    }
  }
  return bytes;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
