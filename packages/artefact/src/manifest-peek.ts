/** A look into folders of anybody's, for lists of what there is: quick, and without a hash. What is to be used is opened. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, manifestFileName, mostManifestBytes } from './manifest.js';

/** What the manifest in a folder says, unchecked; undefined where there is none, or none that could be one. */
export function peekManifest(directory: string): { readonly [key in keyof Manifest]?: unknown } | undefined {
  const file = join(directory, manifestFileName);
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > mostManifestBytes) return undefined;
    return Object(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
