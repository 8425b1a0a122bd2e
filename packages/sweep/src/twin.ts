/**
 * A job that trains what another one has trained already, and evaluates it otherwise: an attack more in a grid asks for no other
 * student. What was trained is taken from there.
 */
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Artefact, sealJson, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { canonicalJson } from './canonical-json.js';
import { isPoint, type Point, parseJob, type SweepJob } from './job.js';
import { readResult } from './result.js';
import { jobFolder, type SweepFolder } from './sweep-folder.js';

/** What training leaves in a run, that a training goes on from or tells of included. */
const trained = ['metrics.jsonl', 'tensorboard', 'training', 'teacher-last', 'teacher', 'student'] as const;
const evaluations = 'evaluations';

/**
 * Copies what a finished twin of this job has trained, where the job has trained nothing itself; and the twin's evaluations, where
 * both are evaluated by one protocol, be it under other attacks. Nothing where there is no twin.
 * @throws A2pdError FILE_UNAVAILABLE when it cannot be written.
 */
export async function adoptTwin(job: SweepJob, folder: SweepFolder): Promise<void> {
  const { specification } = job;
  if (!isPoint(specification)) return;
  const own = jobFolder(folder, job);
  const begun = await namesIn(own.path);
  if (trained.some((name) => begun.includes(name))) return;
  const twin = await findTwin(job, specification, folder);
  if (twin === undefined) return;
  const from = jobFolder(folder, twin).path;
  const there = await namesIn(from);
  const isSameProtocol = protocolOf(twin.specification) === protocolOf(specification);
  // The policy comes last: before it is there, another attempt begins here again.
  for (const name of [...(isSameProtocol ? [evaluations] : []), ...trained]) {
    if (there.includes(name)) await take(join(from, name), join(own.path, name));
  }
  for (const result of (await readResult(jobFolder(folder, twin).result, twin))?.stages ?? []) {
    if (result.stage.startsWith('evaluate-')) continue;
    const moved = JSON.parse(JSON.stringify(result).replaceAll(inJson(from), inJson(own.path)));
    await writeFileAtomically(join(own.stages, `${result.stage}.json`), sealJson(moved));
  }
}

/** A finished job of the same training. */
async function findTwin(
  { name }: SweepJob,
  specification: Point,
  folder: SweepFolder,
): Promise<SweepJob<Point> | undefined> {
  const wanted = trainingOf(specification);
  // What a name says before its key follows from the training: most results need no look.
  const alike = name.slice(0, name.lastIndexOf('-') + 1);
  for (const other of await namesIn(folder.results)) {
    if (other === name || !other.startsWith(alike)) continue;
    const job = await committedJob(join(folder.results, other));
    if (job && trainingOf(job.specification) === wanted) return job;
  }
  return undefined;
}

/** Results of other versions, or damaged ones, are no twins. */
async function committedJob(result: string): Promise<SweepJob<Point> | undefined> {
  try {
    const artefact = await Artefact.openIfPresent(result, 'sweep-result');
    const job = artefact && parseJob(artefact.manifest.config.specification);
    return job && isPoint(job.specification) ? { ...job, specification: job.specification } : undefined;
  } catch (error) {
    if (error instanceof A2pdError) return undefined;
    throw error;
  }
}

/** All of a point but what it is evaluated by. */
function trainingOf({ evaluate: _, ...training }: Point): string {
  return canonicalJson(training);
}

function protocolOf({ evaluate: { attacks: _, ...protocol } }: Point): string {
  return canonicalJson(protocol);
}

/** A path as it stands within a string of JSON. */
function inJson(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}

async function take(from: string, to: string): Promise<void> {
  const partial = join(dirname(to), `.${basename(to)}.taken`);
  await rm(partial, { recursive: true, force: true });
  await cp(from, partial, { recursive: true });
  await rename(partial, to);
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
}
