/** Opens an artefact and hands out its files only when they are what the manifest says. */
import { basename, dirname, join, resolve } from 'node:path';
import { A2pdError, messageOf, unwritable } from '@a2pd/core';
import type { ZodType } from 'zod';
import { restoreRetired } from './leftovers.js';
import {
  type ArtefactKind,
  type Manifest,
  manifestFileName,
  manifestSchema,
  mostManifestBytes,
  type ParentReference,
} from './manifest.js';
import { isSealIntact } from './manifest-seal.js';
import { atMost, readRegularFile } from './read-file.js';
import { sha256Of } from './sha256.js';

export class Artefact {
  readonly directory: string;
  readonly manifest: Manifest;
  /** How an artefact made from this one names it. */
  readonly reference: ParentReference;

  private constructor(directory: string, manifest: Manifest, manifestSha256: string) {
    this.directory = directory;
    this.manifest = manifest;
    this.reference = { kind: manifest.kind, manifestSha256, ...pluginsBehind(manifest) };
  }

  /**
   * @param kind The kind the caller needs; any when absent.
   * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
   */
  static async open(directory: string, kind?: ArtefactKind): Promise<Artefact> {
    const path = resolve(directory);
    await restoreRetired(path).catch((cause) => {
      throw unwritable(path, cause);
    });
    const bytes = await readOrExplain(join(path, manifestFileName), kind, atMost(mostManifestBytes));
    const manifest = parseManifest(path, bytes);
    if (kind !== undefined && manifest.kind !== kind) {
      throw new A2pdError(
        'INCOMPATIBLE_ARTEFACT',
        `Expected a ${kind} artefact in ${path} but it holds ${manifest.kind}`,
        {
          expected: kind,
          received: manifest.kind,
          remedy: `name a folder that holds ${kind}`,
        },
      );
    }
    return new Artefact(path, manifest, sha256Of(bytes));
  }

  /** As `open`, but undefined when nothing is there; what is there but damaged or of another kind still throws. */
  static async openIfPresent(directory: string, kind?: ArtefactKind): Promise<Artefact | undefined> {
    try {
      return await Artefact.open(directory, kind);
    } catch (error) {
      if (error instanceof A2pdError && error.code === 'FILE_UNAVAILABLE') return undefined;
      throw error;
    }
  }

  /**
   * The bytes of one file.
   * @throws A2pdError CORRUPT_ARTEFACT when size or SHA-256 differ from the manifest.
   */
  async read(path: string): Promise<Buffer> {
    const entry = this.manifest.files.find((file) => file.path === path);
    if (!entry) throw corrupt(this.directory, `its manifest names no file ${JSON.stringify(path)}`);
    const requireSize = (size: number) => {
      if (size !== entry.bytes) throw corrupt(this.directory, `${path} has ${size} bytes instead of ${entry.bytes}`);
    };
    const bytes = await readOrExplain(join(this.directory, path), this.manifest.kind, requireSize);
    requireSize(bytes.byteLength);
    if (sha256Of(bytes) !== entry.sha256) {
      throw corrupt(this.directory, `the contents of ${path} differ from the SHA-256 in the manifest`);
    }
    return bytes;
  }

  /**
   * What a JSON file of this artefact holds, as `parse` checks it.
   * @throws A2pdError as `read` and `parse`.
   */
  async readJson<T>(path: string, schema: ZodType<T>): Promise<T> {
    const text = (await this.read(path)).toString('utf8');
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (cause) {
      throw otherVersion(this.directory, `${path} is not JSON`, cause);
    }
    return this.parse(schema, json);
  }

  /**
   * Checks something that the manifest or a file of this artefact says. Its bytes are those that were written, so what does
   * not fit is of another version.
   * @throws A2pdError INCOMPATIBLE_ARTEFACT naming each key.
   */
  parse<T>(schema: ZodType<T>, value: unknown): T {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const why = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw otherVersion(this.directory, why, result.error);
  }
}

function parseManifest(directory: string, bytes: Buffer): Manifest {
  const text = bytes.toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw corrupt(directory, `${manifestFileName} is not JSON`, cause);
  }
  const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === 'number' && version !== manifestSchema.shape.schemaVersion.value) {
    throw new A2pdError(
      'INCOMPATIBLE_ARTEFACT',
      `${directory} was written in format ${version}, which this version cannot read`,
      {
        received: version,
        remedy: 'use the version of a2pd that its manifest names, or make it again',
      },
    );
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const why = `${manifestFileName}: ${issue?.path.join('.')}: ${issue?.message}`;
    // What still bears its seal is as it was written: another version has other fields.
    throw isSealIntact(text) ? otherVersion(directory, why, parsed.error) : corrupt(directory, why, parsed.error);
  }
  const { seal, ...manifest } = parsed.data;
  if (seal !== undefined && !isSealIntact(text)) {
    throw corrupt(directory, `${manifestFileName} is not the text that its seal was made for`);
  }
  return manifest;
}

async function readOrExplain(
  file: string,
  kind: ArtefactKind | undefined,
  requireSize: (size: number) => void,
): Promise<Buffer> {
  try {
    return await readRegularFile(file, requireSize);
  } catch (cause) {
    if (cause instanceof A2pdError) throw cause;
    const remedy = kind ? `name a folder that holds ${kind}, or make it first` : 'check the path';
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const message = isMissing
      ? `Expected ${kind ?? 'an artefact'} in ${dirname(file)} but found no ${basename(file)} there; ${remedy}`
      : `Cannot read ${file}: ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: file, remedy, cause });
  }
}

function otherVersion(directory: string, why: string, cause: unknown): A2pdError {
  const remedy = 'use the version of a2pd that its manifest names, or make it again';
  return new A2pdError('INCOMPATIBLE_ARTEFACT', `${directory} was written by another version (${why}); ${remedy}`, {
    path: directory,
    remedy,
    cause,
  });
}

function corrupt(directory: string, why: string, cause?: unknown): A2pdError {
  const remedy = 'restore it from a copy or make it again';
  return new A2pdError('CORRUPT_ARTEFACT', `${directory} is damaged: ${why}; ${remedy}`, {
    path: directory,
    remedy,
    cause,
  });
}

/** All plugins that had a part in an artefact or in what it was made from, each once. */
function pluginsBehind({ plugins = [], parents = [] }: Manifest): Pick<ParentReference, 'plugins'> {
  const all = [...plugins, ...parents.flatMap((parent) => parent.plugins ?? [])];
  const unique = all.filter(
    ({ name, sha256 }, i) => all.findIndex((other) => other.name === name && other.sha256 === sha256) === i,
  );
  return unique.length > 0 ? { plugins: unique } : {};
}
