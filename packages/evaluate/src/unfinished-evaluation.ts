/**
 * An evaluation on its way, on disk: the records of its ended episodes, one appended line each, and how far the running ones
 * are. A kill at any moment loses what came after the last checkpoint, and nothing else.
 */
import { open, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type Lock,
  lockFolder,
  type PluginReference,
  readIfPresent,
  readTextIfPresent,
  sha256Of,
  writeFileAtomically,
} from '@a2pd/artefact';
import { A2pdError, type Clip, type EpisodeRecord, unwritable } from '@a2pd/core';
import { decodeClip, encodeClip } from './clip-file.js';
import { episodeRecordSchema } from './evaluation-file.js';
import type { EvaluationProgress } from './progress.js';
import { decodeProgressFile, encodeProgressFile } from './progress-file.js';

/** As `lockFolder` names it, and what those who wait for it begin with. */
const lockFileName = '.lock';
const readable = 'make it readable, or begin the evaluation anew';
const files = { progress: 'progress.json', records: 'episodes.jsonl', clip: 'clip.bin' } as const;

/** Its `plugins`, where it has any, are those that the attack comes from. */
export type EvaluationRequest = Readonly<Record<string, unknown>>;

export class UnfinishedEvaluation {
  readonly directory: string;
  /** What was left by an evaluation of the same request. */
  readonly progress: EvaluationProgress | null;
  /** What had been recorded of its first episode by then. */
  readonly clip: Clip | null;
  readonly #request: EvaluationRequest;
  readonly #lock: Lock;
  #numRecords: number;
  #clippedSteps: number;

  private constructor(directory: string, request: EvaluationRequest, lock: Lock, left: Left) {
    this.directory = directory;
    this.progress = left.progress;
    this.clip = left.clip;
    this.#request = request;
    this.#lock = lock;
    this.#numRecords = left.progress?.records.length ?? 0;
    this.#clippedSteps = left.clip?.steps.length ?? 0;
  }

  /**
   * Locks the place beside the evaluation's own folder and reads what was left there.
   * @param evaluation Folder that the finished evaluation will have.
   * @param request Plain values, by which what was left is known for the same evaluation.
   * @param options.restart Whatever was left is given up.
   * @throws A2pdError IN_USE when another process is at it; INVALID_STATE when what was left is of another request, and
   * INCOMPATIBLE_ARTEFACT when it needs a plugin that the request lacks; CORRUPT_ARTEFACT when it is damaged.
   */
  static async open(
    evaluation: string,
    request: EvaluationRequest,
    { restart = false }: { restart?: boolean } = {},
  ): Promise<UnfinishedEvaluation> {
    const path = resolve(evaluation);
    const directory = join(dirname(path), `.unfinished-${basename(path)}`);
    const asRead = JSON.parse(JSON.stringify(request)) as EvaluationRequest;
    const lock = await lockFolder(directory, `the evaluation ${basename(path)}`);
    try {
      const left = restart ? nothing : await readLeft(directory, asRead);
      // What was appended after the last checkpoint will be played, and appended, again.
      if (left.progress) await writeFileAtomically(join(directory, files.records), linesOf(left.progress.records));
      else for (const name of Object.values(files)) await rm(join(directory, name), { force: true });
      return new UnfinishedEvaluation(directory, asRead, lock, left);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** @param clip Of the first episode so far. @throws A2pdError FILE_UNAVAILABLE; the last checkpoint is intact. */
  async save({ records, ...progress }: EvaluationProgress, clip: Clip | null): Promise<void> {
    await appendLines(join(this.directory, files.records), records.slice(this.#numRecords));
    this.#numRecords = records.length;
    if (clip && clip.steps.length > this.#clippedSteps) {
      await writeFileAtomically(join(this.directory, files.clip), encodeClip(clip));
      this.#clippedSteps = clip.steps.length;
    }
    const recordsSha256 = sha256Of(linesOf(records));
    const state = { request: this.#request, numRecords: records.length, recordsSha256, ...progress };
    await writeFileAtomically(join(this.directory, files.progress), encodeProgressFile(state));
  }

  /** Lets others in; what was saved stays, and where nothing was there is no folder. */
  async close(): Promise<void> {
    await this.#lock.release();
    // Who took the lock meanwhile keeps the folder.
    await rmdir(this.directory).catch(() => undefined);
  }

  /** The evaluation is finished and written: nothing is left to continue. */
  async remove(): Promise<void> {
    try {
      for (const name of await readdir(this.directory)) {
        if (!name.startsWith(lockFileName)) await rm(join(this.directory, name), { force: true });
      }
    } catch (cause) {
      throw unwritable(this.directory, cause);
    }
    await this.close();
  }
}

function begunOtherwise(directory: string, own: EvaluationRequest, request: EvaluationRequest): A2pdError {
  const plugin = pluginsOf(own).find(({ sha256 }) => pluginsOf(request).every((given) => given.sha256 !== sha256));
  if (plugin) return pluginLacking(directory, plugin);
  const remedy = 'repeat its options, or give it up by restart';
  const message = `An evaluation with other options, or of another policy, was stopped in ${directory}; ${remedy}`;
  return new A2pdError('INVALID_STATE', message, { path: directory, remedy, arguments: ['restart'] });
}

function pluginLacking(directory: string, { name, sha256 }: PluginReference): A2pdError {
  const remedy = 'load that plugin, as it was, or give the evaluation up by restart';
  const message = `The evaluation that was stopped in ${directory} needs the plugin ${name} (SHA-256 ${sha256}); ${remedy}`;
  return new A2pdError('INCOMPATIBLE_ARTEFACT', message, {
    path: directory,
    plugin: name,
    sha256,
    remedy,
    arguments: ['restart'],
  });
}

function pluginsOf({ plugins = [] }: EvaluationRequest): readonly PluginReference[] {
  return plugins as readonly PluginReference[];
}

interface Left {
  readonly progress: EvaluationProgress | null;
  readonly clip: Clip | null;
}

const nothing: Left = { progress: null, clip: null };

async function readLeft(directory: string, request: EvaluationRequest): Promise<Left> {
  const text = await readTextIfPresent(join(directory, files.progress), readable);
  if (text === undefined) return nothing;
  const { request: own, ...left } = await decodeLeft(directory, text).catch((cause) => {
    if (cause instanceof A2pdError && cause.code === 'FILE_UNAVAILABLE') throw cause;
    const remedy = 'begin the evaluation anew by restart';
    const message = `The unfinished evaluation in ${directory} is damaged; ${remedy}`;
    throw new A2pdError('CORRUPT_ARTEFACT', message, { path: directory, remedy, arguments: ['restart'], cause });
  });
  if (!isDeepStrictEqual(own, request)) throw begunOtherwise(directory, own, request);
  return left;
}

async function decodeLeft(directory: string, text: string): Promise<Left & { readonly request: EvaluationRequest }> {
  const { request, numRecords, recordsSha256, ...rest } = decodeProgressFile(text);
  const written = (await readTextIfPresent(join(directory, files.records), readable)) ?? '';
  const lines = written.split('\n').slice(0, numRecords);
  const isAsKept = recordsSha256 === undefined || sha256Of(lines.map((line) => `${line}\n`).join('')) === recordsSha256;
  if (lines.length < numRecords || !isAsKept) throw new Error(`its ${numRecords} records are not those that were kept`);
  const records: EpisodeRecord[] = lines.map((line) => episodeRecordSchema.parse(JSON.parse(line)));
  const progress = { records, ...rest };
  return { request, progress, clip: await readClip(directory, progress) };
}

/** Steps that were recorded after the checkpoint will be recorded again. */
async function readClip(directory: string, { lanes }: EvaluationProgress): Promise<Clip | null> {
  const bytes = await readIfPresent(join(directory, files.clip), readable);
  if (bytes === undefined) return null;
  const clip = decodeClip(bytes);
  const watched = lanes.find(({ episode }) => episode === 0)?.tally.agentSteps ?? Number.POSITIVE_INFINITY;
  return { ...clip, steps: clip.steps.filter(({ agentStep }) => agentStep < watched) };
}

function linesOf(records: readonly EpisodeRecord[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

async function appendLines(file: string, records: readonly EpisodeRecord[]): Promise<void> {
  if (records.length === 0) return;
  try {
    const handle = await open(file, 'a');
    try {
      await handle.appendFile(linesOf(records));
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unwritable(file, cause);
  }
}
