import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Bytes of the files below a folder (all, or those of one name); what vanishes while it is being read counts as nothing. */
export function folderBytes(folder: string, fileName?: string): number {
  let entries: string[];
  try {
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return 0;
  }
  let bytes = 0;
  for (const entry of entries) {
    if (fileName !== undefined && basename(entry) !== fileName) continue;
    const status = statSync(join(folder, entry), { throwIfNoEntry: false });
    if (status?.isFile()) bytes += status.size;
  }
  return bytes;
}
