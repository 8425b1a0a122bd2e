/** Writes an artefact so that it exists whole or not at all. */
import { link, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { A2pdError, expectationError, unwritable } from '@a2pd/core';
import { Artefact } from './artefact.js';
import { makeFolder, syncDirectory, writeAndSync } from './atomic-file.js';
import { exists, partialPath, removeAbandoned, restoreRetired, retiredPath } from './leftovers.js';
import {
  type ArtefactDescription,
  isMemberPath,
  type Manifest,
  type ManifestFile,
  manifestFileName,
  manifestSchemaVersion,
} from './manifest.js';
import { sealManifest } from './manifest-seal.js';
import { sha256Of } from './sha256.js';
import { describeTool } from './tool.js';

/**
 * Collects files in a temporary folder beside the target; `commit` writes the manifest and renames the folder into
 * place, replacing an older artefact of the same kind. Without `commit` nothing appears.
 */
export class ArtefactWriter {
  readonly directory: string;
  readonly #temporary: string;
  readonly #files: ManifestFile[] = [];
  /** Those made inside the temporary one. */
  readonly #folders = new Set<string>();
  #sharedBytes = 0;
  #open = true;

  private constructor(directory: string, temporary: string) {
    this.directory = directory;
    this.#temporary = temporary;
  }

  /** @throws A2pdError FILE_UNAVAILABLE when the folder above cannot be written. */
  static async begin(directory: string): Promise<ArtefactWriter> {
    const target = resolve(directory);
    const temporary = partialPath(target);
    try {
      await restoreRetired(target);
      await removeAbandoned(target);
      await makeFolder(temporary);
    } catch (cause) {
      throw unwritable(target, cause);
    }
    return new ArtefactWriter(target, temporary);
  }

  /** @param path A plain relative path inside the artefact, e.g. "weights.safetensors". */
  async write(path: string, contents: Uint8Array | string): Promise<void> {
    this.#requireOpen();
    if (!isMemberPath(path)) throw expectationError('INVALID_ARGUMENT', 'a plain relative path', path);
    const bytes = typeof contents === 'string' ? Buffer.from(contents) : contents;
    try {
      await writeAndSync(await this.#place(path), bytes);
    } catch (cause) {
      throw unwritable(join(this.directory, path), cause);
    }
    this.#files.push({ path, bytes: bytes.byteLength, sha256: sha256Of(bytes) });
  }

  /**
   * Shares a file that never changes with another artefact, by a hard link: no bytes are written.
   * @returns false where that cannot be (a file system without links, the file is gone or of another size): write it.
   */
  async share(path: string, owner: Artefact): Promise<boolean> {
    this.#requireOpen();
    const entry = owner.manifest.files.find((file) => file.path === path);
    if (!entry) return false;
    try {
      const place = await this.#place(path);
      await link(join(owner.directory, path), place);
      if ((await stat(place)).size !== entry.bytes) {
        await rm(place);
        return false;
      }
    } catch {
      // Whatever the reason, the caller has the bytes.
      return false;
    }
    this.#files.push(entry);
    this.#sharedBytes += entry.bytes;
    return true;
  }

  /** What the files so far take, shared ones included. */
  get bytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** What was written of it. */
  get newBytes(): number {
    return this.bytes - this.#sharedBytes;
  }

  /**
   * Makes the artefact visible.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT when the target holds something else; it is left as it was.
   */
  async commit(description: ArtefactDescription): Promise<Manifest> {
    this.#requireOpen();
    const manifest: Manifest = {
      schemaVersion: manifestSchemaVersion,
      createdAt: new Date().toISOString(),
      tool: describeTool(),
      ...description,
      files: this.#files,
    };
    const previous = await this.#checkReplaceable(description);
    try {
      await writeAndSync(await this.#place(manifestFileName), Buffer.from(sealManifest(manifest)));
      for (const folder of this.#folders) await syncDirectory(folder);
      await this.#putInPlace(previous);
      await syncDirectory(dirname(this.directory));
      this.#open = false;
    } catch (cause) {
      throw unwritable(this.directory, cause);
    }
    return manifest;
  }

  /** Drops everything written so far; the target is as it was. */
  async abort(): Promise<void> {
    this.#open = false;
    await removeIfPossible(this.#temporary);
  }

  /** Where it cannot take the older one's place, that one is put back. */
  async #putInPlace(previous: boolean): Promise<void> {
    if (!previous) return rename(this.#temporary, this.directory);
    const retired = retiredPath(this.#temporary);
    await rename(this.directory, retired);
    try {
      await rename(this.#temporary, this.directory);
    } catch (error) {
      await rename(retired, this.directory);
      throw error;
    }
    await removeIfPossible(retired);
  }

  /** Where a file is written to; its folder exists from here on. */
  async #place(path: string): Promise<string> {
    const file = join(this.#temporary, path);
    let folder = dirname(file);
    if (!this.#folders.has(folder)) await makeFolder(folder);
    for (; folder.length >= this.#temporary.length; folder = dirname(folder)) this.#folders.add(folder);
    return file;
  }

  async #checkReplaceable({ kind }: ArtefactDescription): Promise<boolean> {
    if (!(await exists(this.directory))) return false;
    await Artefact.open(this.directory, kind);
    return true;
  }

  #requireOpen(): void {
    if (!this.#open) throw new A2pdError('INVALID_STATE', 'This artefact was committed or aborted; begin a new one');
  }
}

/** What is left is of no use, and the next writer removes it: no reason to fail. */
async function removeIfPossible(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(() => undefined);
}

/** Writes a whole artefact at once; all or nothing. */
export async function writeArtefact(
  directory: string,
  description: ArtefactDescription,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<Manifest> {
  const writer = await ArtefactWriter.begin(directory);
  try {
    for (const [path, contents] of Object.entries(files)) await writer.write(path, contents);
    return await writer.commit(description);
  } catch (error) {
    await writer.abort();
    throw error;
  }
}
