/**
 * Does a build once: a stamp, written last, says from what (a hash over inputs and versions) and what came out. As long
 * as both still hold, the build is not repeated; a build that was interrupted has no stamp, so it is done again.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { openFolder } from './fresh-folder.js';
import { withLock } from './lock.js';
import type { Log } from './log.js';
import { sha256OfFile } from './sha256.js';

export interface OnceBuiltOptions {
  readonly stampFile: string;
  readonly inputs: {
    /** Files and folders (taken whole) whose content the outputs depend on. */
    readonly files: readonly string[];
    /** Versions, hashes and settings the outputs depend on. */
    readonly values: Readonly<Record<string, string>>;
  };
  /** Files that must exist, as large as the build left them, for it to count as done. */
  readonly outputs: readonly string[];
  /** Small outputs, files and folders, that must be to the byte as the build left them. */
  readonly hashedOutputs?: readonly string[];
  readonly log: Log;
}

/** Runs `build` unless its stamp still holds; says which. One process at a time. Errors of `build` pass through. */
export async function onceBuilt(options: OnceBuiltOptions, build: () => Promise<void>): Promise<'reused' | 'built'> {
  return withLock(`${options.stampFile}.lock`, options.log, async () => {
    const fingerprint = await fingerprintOf(options.inputs);
    const stamp = await readFile(options.stampFile, 'utf8').catch(() => undefined);
    if (stamp !== undefined && stamp === (await stampText(fingerprint, options))) {
      await openClosedFolders(options.outputs);
      return 'reused';
    }

    await rm(options.stampFile, { force: true });
    await build();
    const text = await stampText(fingerprint, options);
    if (text === undefined) {
      const expected = [...options.outputs, ...(options.hashedOutputs ?? [])].join(', ');
      throw new A2pdError('BUILD_FAILED', `Expected the build to leave ${expected} but one of them is missing`, {
        expected,
      });
    }
    await mkdir(dirname(options.stampFile), { recursive: true });
    await writeFile(`${options.stampFile}.new`, text, { flush: true });
    await rename(`${options.stampFile}.new`, options.stampFile);
    return 'built';
  });
}

/** Of what older versions installed: they left its folders to the user who had made them. Somebody else's stay as they are. */
async function openClosedFolders(outputs: readonly string[]): Promise<void> {
  for (const output of outputs) {
    const status = await stat(output);
    const isClosed = status.isDirectory() && (status.mode & 0o777) === 0o700;
    if (isClosed && status.uid === process.getuid?.()) await openFolder(output);
  }
}

async function stampText(
  fingerprint: string,
  { stampFile, outputs, hashedOutputs = [] }: OnceBuiltOptions,
): Promise<string | undefined> {
  const sizes: Record<string, number> = {};
  for (const output of [...outputs, ...hashedOutputs]) {
    const status = await stat(output).catch(() => undefined);
    if (status === undefined) return undefined;
    // Relative, so that all holds when the folders are moved together.
    sizes[relative(dirname(stampFile), output)] = status.isFile() ? status.size : 0;
  }
  const contents = hashedOutputs.length > 0 ? await fingerprintOf({ files: hashedOutputs, values: {} }) : undefined;
  return `${JSON.stringify({ fingerprint, outputs: sizes, contents }, undefined, 2)}\n`;
}

async function fingerprintOf({ files, values }: OnceBuiltOptions['inputs']): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    for (const path of await filesBelow(file)) hash.update(`${path.slice(file.length)}\0${await sha256OfFile(path)}\0`);
  }
  for (const name of Object.keys(values).sort()) hash.update(`${name}\0${values[name]}\0`);
  return hash.digest('hex');
}

async function filesBelow(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
