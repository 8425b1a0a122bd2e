/**
 * Does one job, whoever asks for it and however often: a committed result is not made again, finished stages of a job that
 * was cut off are not repeated, and two that are asked at the same time take turns.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Artefact,
  makeFolder,
  openPerhapsSealedJson,
  readRegularText,
  removeUnseenLocks,
  requireWritable,
  sealJson,
  writeFileAtomically,
} from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { z } from 'zod';
import type { SweepJob } from './job.js';
import { acquireLease } from './lease.js';
import { commitResult, readResult, type StageResult } from './result.js';
import { requireSource } from './source.js';
import { runStage, type StageCommand } from './stage-process.js';
import { type JobFolder, jobFolder, type SweepFolder } from './sweep-folder.js';
import { adoptTwin } from './twin.js';

/** One command of a job. */
export interface Stage {
  /** Its name, different from those of the job's other stages; letters, digits and "-". */
  readonly name: string;
  readonly args: readonly string[];
  /** Folder of the artefact that it makes, given what it printed. */
  readonly artefact: (output: unknown) => string;
}

export interface JobSetting {
  readonly folder: SweepFolder;
  /** The commands of a job, in order; asked anew before each attempt, so that they may continue what is there. */
  readonly stagesOf: (job: SweepJob, folder: JobFolder) => Promise<readonly Stage[]>;
  readonly program: StageCommand['program'];
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** After this long without a sign of life another machine's work on a job counts as abandoned. */
  readonly leaseStaleMs?: number | undefined;
}

export interface PerformOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: string) => void) | undefined;
}

/** Whether the job was done by this call, or had been done before it. */
export type Performed = 'done' | 'found';

/** @throws A2pdError JOB_FAILED with the log's path, INTERRUPTED, or what reading and writing results throws. */
export async function performJob(job: SweepJob, setting: JobSetting, options: PerformOptions = {}): Promise<Performed> {
  const folder = jobFolder(setting.folder, job);
  for (;;) {
    if (await readResult(folder.result, job)) return 'found';
    await makeFolder(folder.stages);
    const lease = await acquireLease(folder.lease, { signal: options.signal, staleMs: setting.leaseStaleMs });
    const signal = options.signal ? AbortSignal.any([options.signal, lease.lost]) : lease.lost;
    try {
      if (await readResult(folder.result, job)) return 'found';
      return await performStages(job, folder, setting, { ...options, signal });
    } catch (error) {
      // Somebody else is at it now: wait for them.
      if (!lease.lost.aborted || options.signal?.aborted) throw error;
    } finally {
      await lease.release();
    }
  }
}

async function performStages(
  job: SweepJob,
  folder: JobFolder,
  setting: JobSetting,
  { signal, onStage }: PerformOptions,
): Promise<Performed> {
  await requireSource(setting.folder, job);
  await requireWritable(folder.result, { kind: 'sweep-result' });
  await adoptTwin(job, setting.folder);
  const results: StageResult[] = [];
  const artefacts: string[] = [];
  for (const stage of await setting.stagesOf(job, folder)) {
    const record = join(folder.stages, `${stage.name}.json`);
    let result = await readFinished(record, stage);
    if (result === undefined) {
      onStage?.(stage.name);
      const beganAtMs = performance.now();
      const command: StageCommand = {
        program: setting.program,
        args: stage.args,
        log: folder.log,
        environment: setting.environment,
        signal,
      };
      const output = await runPatiently(command, folder, setting.leaseStaleMs);
      result = { stage: stage.name, seconds: (performance.now() - beganAtMs) / 1000, output };
      await writeFileAtomically(record, sealJson(result));
    }
    results.push(result);
    const artefact = stage.artefact(result.output);
    if (artefacts.includes(artefact)) throw sameArtefact(stage.name, artefact);
    artefacts.push(artefact);
  }
  return (await commitResult(folder, job, results, artefacts)) ? 'done' : 'found';
}

/** The command of a killed worker may need a moment to end. */
const patienceMs = 30_000;

/**
 * Waits for the locks of a worker that was killed. Those of one on another machine are removed after `leaseStaleMs`: whoever
 * has the lease has the folder.
 */
async function runPatiently(command: StageCommand, { path }: JobFolder, leaseStaleMs = patienceMs): Promise<unknown> {
  const beganAtMs = performance.now();
  for (;;) {
    try {
      return await runStage(command);
    } catch (error) {
      const isInUse = error instanceof A2pdError && error.details.stageCode === 'IN_USE';
      if (!isInUse) throw error;
      const waitedMs = performance.now() - beganAtMs;
      if (waitedMs > leaseStaleMs && (await removeUnseenLocks(path)) > 0) continue;
      if (waitedMs > patienceMs) throw error;
      await sleep(1000);
    }
  }
}

function sameArtefact(stage: string, artefact: string): A2pdError {
  const remedy = 'leave one of the two attacks out of the grid';
  return new A2pdError('INVALID_CONFIG', `${stage} wrote over ${artefact}, which another stage had made; ${remedy}`, {
    remedy,
  });
}

const recordSchema = z.strictObject({ stage: z.string(), seconds: z.number(), output: z.unknown() });

/**
 * What an earlier attempt noted down of a stage that it finished, unless what it made is gone, or elsewhere because the runs were
 * moved: the stage is run again then, and goes on with what it finds.
 */
async function readFinished(file: string, { artefact }: Stage): Promise<StageResult | undefined> {
  const result = await readRecord(file);
  return result && (await Artefact.openIfPresent(artefact(result.output))) ? result : undefined;
}

async function readRecord(file: string): Promise<StageResult | undefined> {
  const text = await readRegularText(file).catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(openPerhapsSealedJson(text));
  } catch {
    // Damaged: the stage is run again, which costs time and nothing else.
    return undefined;
  }
}
