/** Writes an artefact so that it exists whole or not at all. */
import { createHash } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { A2pdError, expectationError } from '@a2pd/core';
import { Artefact } from './artefact.js';
import { syncDirectory, unwritable, writeAndSync } from './atomic-file.js';
import { exists, partialPath, removeAbandoned, restoreRetired, retiredPath } from './leftovers.js';
import {
  type ArtefactDescription,
  isMemberPath,
  type Manifest,
  type ManifestFile,
  manifestFileName,
  manifestSchemaVersion,
} from './manifest.js';
import { describeTool } from './tool.js';

/**
 * Collects files in a temporary folder beside the target; `commit` writes the manifest and renames the folder into
 * place, replacing an older artefact of the same kind. Without `commit` nothing appears.
 */
export class ArtefactWriter {
  readonly directory: string;
  readonly #temporary: string;
  readonly #files: ManifestFile[] = [];
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
      await mkdir(temporary, { recursive: true });
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
    const file = join(this.#temporary, path);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeAndSync(file, bytes);
    } catch (cause) {
      throw unwritable(join(this.directory, path), cause);
    }
    this.#files.push({ path, bytes: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest('hex') });
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
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      await writeAndSync(join(this.#temporary, manifestFileName), Buffer.from(text));
      await syncDirectory(this.#temporary);
      const retired = retiredPath(this.#temporary);
      if (previous) await rename(this.directory, retired);
      await rename(this.#temporary, this.directory);
      await syncDirectory(dirname(this.directory));
      this.#open = false;
      if (previous) await rm(retired, { recursive: true, force: true });
    } catch (cause) {
      throw unwritable(this.directory, cause);
    }
    return manifest;
  }

  /** Drops everything written so far; the target is as it was. */
  async abort(): Promise<void> {
    this.#open = false;
    await rm(this.#temporary, { recursive: true, force: true });
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
