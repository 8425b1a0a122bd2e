/**
 * An entry takes up what a run measured of it since it was made: its records and its card grow, while weights, fingerprint,
 * the proof of its precision and where it comes from stay as they are.
 */
import { Artefact, weightsFile, writeArtefact } from '@a2pd/artefact';
import { expectationError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { joinRecords } from '../records/join-records.js';
import { describeLeftOut, gatherRunRecords, type RunRecords } from '../records/run-records.js';
import { encodeRecords, readRecords, recordsFile } from '../records/zoo-records.js';
import type { JobContext } from '../run/context.js';
import type { Hint } from '../run/hint.js';
import type { RunFolder } from '../run/run-folder.js';
import { entryFolder, policyFolder, type ZooName } from '../run/zoo-folder.js';
import { cardFile, renderCard } from './card.js';
import { whileEntryIsLocked } from './entry-lock.js';
import { describeOrigin, hashesActingAlike, manifestHashes, readEntrySummary } from './entry-summary.js';
import { readTeacherEvaluations } from './teacher-evaluations.js';

export interface UpdateEntryRequest {
  readonly entry: ZooName;
  /** The run that measured it. */
  readonly run: RunFolder;
  /** Instead of the one it has. */
  readonly note?: string | undefined;
}

const requestNames: OptionNames<UpdateEntryRequest> = {
  entry: true,
  run: true,
  note: true,
};

export interface UpdatedEntry {
  readonly folder: string;
  /** Evaluations of the run that are in it now. */
  readonly taken: number;
  readonly evaluations: number;
}

/**
 * @throws A2pdError FILE_UNAVAILABLE without such an entry, INVALID_ARGUMENT where the run measured nothing of it, IN_USE while
 * another process changes it.
 */
export async function updateEntry(request: UpdateEntryRequest, context: JobContext): Promise<UpdatedEntry> {
  requireKnownOptions(request, requestNames);
  return whileEntryIsLocked(request.entry, () => takeUp(request, context));
}

async function takeUp({ entry, run, note }: UpdateEntryRequest, { say }: JobContext): Promise<UpdatedEntry> {
  const folder = policyFolder(`zoo:${entry.game}/${entry.name}`);
  const artefact = await Artefact.open(folder, 'policy');
  const { manifest } = artefact;
  const summary = readEntrySummary(manifest, folder);
  // What it was made of acts alike, as far as the proof of its precision says, but a certificate is of weights to the bit.
  const { parents = [] } = manifest;
  const own = manifestHashes(artefact);
  const measured = await gatherRunRecords(run, artefact, entry.name, hashesActingAlike(artefact), own);
  describeLeftOut(measured, `zoo:${entry.game}/${entry.name}`).forEach(say);
  if (isEmpty(measured) && note === undefined) {
    const policy = `zoo:${entry.game}/${entry.name}`;
    const hint: Hint = { next: 'evaluate', run: run.name, runs: run.runs, policy };
    const remedy = `evaluate it in the run ${run.name} first`;
    throw expectationError('INVALID_ARGUMENT', `records of ${policy}`, 'none', remedy, { hint });
  }
  const records = joinRecords(await readRecords(artefact), measured);
  const outdone = measured.evaluations.filter((evaluation) => !records.evaluations.includes(evaluation));
  if (outdone.length > 0) {
    const labels = outdone.map(({ attackLabel }) => attackLabel).join(', ');
    say(
      `Left out, as the entry has evaluations of whole games, with the usual exploration or of more episodes: ${labels}.`,
    );
  }
  const kept: Record<string, Uint8Array> = {};
  for (const { path } of manifest.files) kept[path] = await artefact.read(path);
  const updated = { note: note ?? summary.note, earlier: own };
  const weights = manifest.files.find(({ path }) => path === weightsFile)!;
  const card = renderCard({
    entry,
    records,
    weights,
    floats: summary.floats,
    proof: summary.precision,
    teacherEvaluations: await readTeacherEvaluations(entry.game, summary.teacher),
    origin: { ...manifest, ...summary.origin, parents: parents.slice(1) },
    note: updated.note ?? undefined,
  });
  const zoo = { ...(manifest.summary?.zoo as object), ...updated };
  await writeArtefact(
    entryFolder(entry),
    { ...describeOrigin(manifest), parents, summary: { ...manifest.summary, zoo } },
    { ...kept, [recordsFile]: encodeRecords(records, weights.sha256), [cardFile]: card },
  );
  return { folder, taken: measured.evaluations.length - outdone.length, evaluations: records.evaluations.length };
}

function isEmpty({ evaluations, audit, certification, certifiedPlay }: RunRecords): boolean {
  return evaluations.length === 0 && audit === null && certification === null && certifiedPlay.length === 0;
}
