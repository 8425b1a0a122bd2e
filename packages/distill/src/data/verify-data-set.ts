/**
 * Looks a data set over, file by file and row by row, and names everything that is wrong: unlike opening it, which stops at
 * the first fault.
 */
import { lstat, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { A2pdError, argmax, breathe, messageOf, softmax } from '@a2pd/core';
import { PrescriptionDataSet } from './data-set.js';

export interface DataSetFault {
  /** Of a file inside the data set. */
  readonly path: string;
  /** What is wrong with it, as a clause: "is missing". */
  readonly fault: string;
}

export interface DataSetVerdict {
  readonly files: number;
  readonly bytes: number;
  readonly pairs: number;
  /** Empty when the data set is sound. */
  readonly faults: readonly DataSetFault[];
}

const manifestFile = 'manifest.json';
const rowsBetweenBreaths = 10_000;

/**
 * Checks that the folder holds the files of its manifest and no others, each with its size and SHA-256; then that the rows
 * say what they must: stacks, episodes without gaps, aT = argmax Q, prescription = softmax(Q / temperature).
 * @throws A2pdError FILE_UNAVAILABLE when there is no manifest, INCOMPATIBLE_ARTEFACT for another kind or format, INTERRUPTED.
 */
export async function verifyDataSet(directory: string, signal?: AbortSignal): Promise<DataSetVerdict> {
  let artefact: Artefact;
  try {
    artefact = await Artefact.open(directory, 'prescriptions');
  } catch (error) {
    if (!(error instanceof A2pdError) || error.code !== 'CORRUPT_ARTEFACT') throw error;
    return { files: 0, bytes: 0, pairs: 0, faults: [{ path: manifestFile, fault: error.message }] };
  }
  const { files } = artefact.manifest;
  const faults = [...(await findDamagedFiles(artefact, signal)), ...(await findExtraFiles(artefact))];
  const sound = { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  if (faults.length > 0) return { ...sound, pairs: 0, faults };
  try {
    const dataSet = await PrescriptionDataSet.open(directory);
    return { ...sound, pairs: dataSet.size, faults: await findWrongRows(dataSet, signal) };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { ...sound, pairs: 0, faults: [{ path: String(error.details.path ?? '.'), fault: error.message }] };
  }
}

async function findDamagedFiles(artefact: Artefact, signal?: AbortSignal): Promise<DataSetFault[]> {
  const faults: DataSetFault[] = [];
  for (const { path, bytes } of artefact.manifest.files) {
    await breathe(signal);
    // Looked at before it is read: a pipe in a file's place would never end.
    const found = await lstat(join(artefact.directory, path)).catch(() => undefined);
    if (!found) faults.push({ path, fault: 'is missing' });
    else if (!found.isFile()) faults.push({ path, fault: 'is not an ordinary file' });
    else if (found.size !== bytes) faults.push({ path, fault: `has ${found.size} bytes instead of ${bytes}` });
    else if (!(await isIntact(artefact, path)))
      faults.push({ path, fault: 'does not have the contents it was written with' });
  }
  return faults;
}

async function isIntact(artefact: Artefact, path: string): Promise<boolean> {
  try {
    await artefact.read(path);
    return true;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

async function findExtraFiles({ directory, manifest }: Artefact): Promise<DataSetFault[]> {
  const expected = new Set([manifestFile, ...manifest.files.map(({ path }) => path)]);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause) => {
    const remedy = 'make all of it readable';
    throw new A2pdError('FILE_UNAVAILABLE', `Cannot read ${directory}: ${messageOf(cause)}; ${remedy}`, {
      remedy,
      cause,
    });
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !expected.has(path))
    .map((path) => ({ path, fault: 'does not belong to the data set' }));
}

/** The first wrong row of each kind; what wrote it wrote more. */
async function findWrongRows(dataSet: PrescriptionDataSet, signal?: AbortSignal): Promise<DataSetFault[]> {
  const { table, numActions, temperature, episodes } = dataSet;
  const nextSteps = new Int32Array(episodes.length);
  const firstRowOf = new Map<string, number>();
  const note = (fault: string, row: number) => {
    if (!firstRowOf.has(fault)) firstRowOf.set(fault, row);
  };
  for (let row = 0; row < dataSet.size; row++) {
    if (row % rowsBetweenBreaths === 0) await breathe(signal);
    const qValues = table.qValues.subarray(row * numActions, (row + 1) * numActions);
    const stored = table.prescriptions.subarray(row * numActions, (row + 1) * numActions);
    const prescription = Float32Array.from(softmax(qValues, temperature));
    if (table.actions[row] !== argmax(qValues)) note('aT is not the action of the highest score', row);
    if (!prescription.every((p, action) => Math.abs(p - stored[action]!) <= 1e-6)) {
      note('the prescription is not softmax(scores / temperature)', row);
    }
    const episode = table.episodes[row]!;
    if (table.steps[row] !== nextSteps[episode]!++) note('an agent step of the episode is missing', row);
  }
  for (const [episode, { rows }] of episodes.entries()) {
    if (nextSteps[episode] !== rows) note(`episode ${episode} does not have its ${rows} rows`, dataSet.size - 1);
  }
  return [...firstRowOf].map(([fault, row]) => ({ path: dataSet.shardPathOf(row), fault: `row ${row}: ${fault}` }));
}

function isFault(error: unknown): error is A2pdError {
  return error instanceof A2pdError && (error.code === 'CORRUPT_ARTEFACT' || error.code === 'FILE_UNAVAILABLE');
}
