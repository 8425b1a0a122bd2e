/**
 * Makes an entry of the zoo from a trained policy: weights in float16 where that leaves it the same policy, what was
 * measured of it, a fingerprint of what it does, and a card.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Artefact,
  type ArtefactDescription,
  type ParentReference,
  requireWritable,
  sha256Of,
  weightsFile,
  writeArtefact,
} from '@a2pd/artefact';
import { expectationError, type OptionNames, requireKnownOptions } from '@a2pd/core';
import { historyFile, readHistory } from '@a2pd/distill';
import { decodeSafetensors, encodeSafetensors } from '@a2pd/tensor';
import { firstParentHash } from '../records/first-parent.js';
import { joinRecords } from '../records/join-records.js';
import { describeLeftOut, gatherRunRecords } from '../records/run-records.js';
import { weightsHash } from '../records/weights.js';
import { encodeRecords, noRecords, readRecords, recordsFile, type ZooRecords } from '../records/zoo-records.js';
import type { JobContext } from '../run/context.js';
import type { Hint } from '../run/hint.js';
import { type OpenedPolicy, openPolicy } from '../run/policy.js';
import type { RunFolder } from '../run/run-folder.js';
import { entryFolder, isArtefact, policyFolder, type ZooName } from '../run/zoo-folder.js';
import { type CardContents, cardFile, renderCard } from './card.js';
import { whileEntryIsLocked } from './entry-lock.js';
import { describeOrigin, manifestHashes } from './entry-summary.js';
import { encodeFingerprint, fingerprintFile, takeFingerprint } from './fingerprint.js';
import { isSmallNetwork } from './network-size.js';
import { type ComparedPrecision, comparePrecision } from './precision.js';
import { readTeacherEvaluations } from './teacher-evaluations.js';
import { thinHistory } from './thin-history.js';

export interface AddEntryRequest {
  readonly entry: ZooName;
  /** Folder of the trained policy. */
  readonly policy: string;
  /** The run that evaluated it. */
  readonly run: RunFolder;
  readonly episodes: number;
  readonly seed: number;
  readonly maxEpisodeAgentSteps?: number | undefined;
  readonly note?: string | undefined;
  /** How it is smaller than the paper's protocol; what its manifest says of that when absent. */
  readonly scaledDown?: string | undefined;
}

const requestNames: OptionNames<AddEntryRequest> = {
  entry: true,
  policy: true,
  run: true,
  episodes: true,
  seed: true,
  maxEpisodeAgentSteps: true,
  note: true,
  scaledDown: true,
};

export interface AddedEntry {
  readonly folder: string;
  readonly floats: 'F16' | 'F32';
  readonly precision: ComparedPrecision['proof'];
  readonly bytes: number;
  readonly meanReturn: number;
  readonly evaluations: number;
}

const mostBytes = { teacher: 8_000_000, student: 4_000_000 } as const;
const fingerprintStates = 32;
/** Of a history that are kept. */
const mostEpochs = 200;

/**
 * @throws A2pdError INVALID_ARGUMENT for an entry too large or of another game, IN_USE while another process changes it, and what
 * opening the policy throws.
 */
export async function addEntry(request: AddEntryRequest, context: JobContext): Promise<AddedEntry> {
  requireKnownOptions(request, requestNames);
  return whileEntryIsLocked(request.entry, () => makeEntry(request, context));
}

async function makeEntry(request: AddEntryRequest, context: JobContext): Promise<AddedEntry> {
  const { entry } = request;
  const origin = await Artefact.open(policyFolder(request.policy), 'policy');
  if (origin.directory === entryFolder(entry)) {
    const { name: run, runs } = request.run;
    const hint: Hint = { next: 'update-entry', run, runs, entry: `${entry.game}/${entry.name}` };
    const remedy = 'update the entry instead, which takes up what the run measured of it';
    throw expectationError('INVALID_ARGUMENT', 'a policy to make the entry of', 'the entry itself', remedy, { hint });
  }
  if (origin.manifest.game !== entry.game) {
    const remedy = `add it as ${origin.manifest.game}/${entry.name}`;
    throw expectationError('INVALID_ARGUMENT', `a policy of ${entry.game}`, origin.manifest.game, remedy);
  }
  await requireWritable(entryFolder(entry), { kind: 'policy' });
  const before = await entryBefore(entry, origin);
  const full = await openPolicy(request.policy);
  const scratch = await mkdtemp(join(tmpdir(), 'a2pd-zoo-'));
  try {
    const compared = await withHalf(origin, join(scratch, 'half'), (half) =>
      comparePrecision({ ...request, policyName: entry.name, half, full }, context),
    );
    const floats = compared.proof.verdict === 'different' ? 'F32' : 'F16';
    const natural = floats === 'F16' ? compared.halfSummary : compared.fullSummary;
    const weights = await weightsOf(origin, floats);
    const { records, leftOut } = await joinedRecords(request, origin, before, sha256Of(weights));
    leftOut.forEach(context.say);
    const isEvaluated = records.evaluations.some(({ attack }) => attack === null);
    const teacher = await teacherHash(request.run, origin);
    const contents: CardContents = {
      entry,
      proof: compared.proof,
      origin: { ...origin.manifest, scaledDown: request.scaledDown ?? origin.manifest.scaledDown },
      floats,
      weights: { bytes: weights.byteLength, sha256: sha256Of(weights) },
      teacherEvaluations: await readTeacherEvaluations(entry.game, teacher),
      records: isEvaluated ? records : { ...records, evaluations: [withoutTeacher(natural), ...records.evaluations] },
      note: request.note,
    };
    const files = {
      [weightsFile]: weights,
      [fingerprintFile]: encodeFingerprint(
        await withWeights(origin, floats, join(scratch, 'kept'), (kept) =>
          takeFingerprint(kept, { states: fingerprintStates, seed: request.seed }),
        ),
      ),
      [recordsFile]: encodeRecords(contents.records, contents.weights.sha256),
      ...(await historyOf(origin)),
      [cardFile]: renderCard(contents),
    };
    const bytes = requireSize(entry, files);
    const { proof } = compared;
    const folder = entryFolder(entry);
    const earlier = before ? manifestHashes(before) : [];
    await writeArtefact(folder, describeEntry(origin.reference, contents, { earlier, teacher }), files);
    return {
      folder,
      floats,
      precision: proof,
      bytes,
      meanReturn: natural.returns.mean,
      evaluations: contents.records.evaluations.length,
    };
  } finally {
    full.model.dispose();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What the zoo has under this name, where it was made from `origin`: what was measured of it is of a policy that acts alike. */
async function entryBefore(entry: ZooName, origin: Artefact): Promise<Artefact | null> {
  const folder = entryFolder(entry);
  if (!isArtefact(folder)) return null;
  const artefact = await Artefact.open(folder, 'policy');
  if (firstParentHash(artefact) !== origin.reference.manifestSha256) return null;
  return artefact;
}

/** Everything measured of the policy and of the entry before; what is proved, only of weights to the bit. */
async function joinedRecords(
  { run, entry }: AddEntryRequest,
  origin: Artefact,
  before: Artefact | null,
  weightsSha256: string,
): Promise<{ readonly records: ZooRecords; readonly leftOut: readonly string[] }> {
  const known = before ? [origin, before] : [origin];
  const toTheBit = known.filter((policy) => weightsHash(policy) === weightsSha256);
  const [hashes, certifiedHashes] = [known, toTheBit].map((policies) => policies.flatMap(manifestHashes));
  const measured = await gatherRunRecords(run, origin, entry.name, hashes!, certifiedHashes);
  const earlier = before ? await readRecords(before, weightsSha256) : noRecords;
  return {
    records: joinRecords(earlier, measured),
    leftOut: describeLeftOut(measured, `zoo:${entry.game}/${entry.name}`),
  };
}

function withHalf<T>(origin: Artefact, folder: string, use: (half: OpenedPolicy) => Promise<T>): Promise<T> {
  return withWeights(origin, 'F16', folder, use);
}

/** The policy with its weights as they would be kept, from a folder of its own, as anyone would open it. */
async function withWeights<T>(
  origin: Artefact,
  floats: 'F16' | 'F32',
  folder: string,
  use: (policy: OpenedPolicy) => T | Promise<T>,
): Promise<T> {
  await writeArtefact(folder, describeOrigin(origin.manifest), { [weightsFile]: await weightsOf(origin, floats) });
  const policy = await openPolicy(folder);
  try {
    return await use(policy);
  } finally {
    policy.model.dispose();
  }
}

/** Hash of the manifest of the teacher whose prescriptions in the run a student learned from. */
async function teacherHash({ prescriptions }: RunFolder, { manifest }: Artefact): Promise<string | undefined> {
  const dataSet = await Artefact.openIfPresent(prescriptions, 'prescriptions');
  const isParent = manifest.parents?.some(({ manifestSha256 }) => manifestSha256 === dataSet?.reference.manifestSha256);
  return dataSet && isParent ? firstParentHash(dataSet) : undefined;
}

async function weightsOf(origin: Artefact, floats: 'F16' | 'F32'): Promise<Uint8Array> {
  const { tensors, metadata } = decodeSafetensors(await origin.read(weightsFile));
  return encodeSafetensors(tensors, metadata, { floats });
}

async function historyOf(origin: Artefact): Promise<Record<string, string>> {
  const history = await readHistory(origin);
  return history ? historyFile(thinHistory(history, mostEpochs)) : {};
}

/** Float32 beside float16 is no teacher: what was measured of their agreement stands in the proof. */
function withoutTeacher(summary: ComparedPrecision['fullSummary']): ComparedPrecision['fullSummary'] {
  return {
    ...summary,
    teacherAgreement: null,
    teacherPrescriptionGap: null,
    teacherScoreLoss: null,
    teacherMajorityActionShare: null,
    teacherKappa: null,
  };
}

function describeEntry(
  reference: ParentReference,
  { entry, origin: manifest, floats, proof, note }: CardContents,
  { earlier, teacher }: { readonly earlier: readonly string[]; readonly teacher: string | undefined },
): ArtefactDescription {
  return {
    ...describeOrigin(manifest),
    parents: [reference, ...(manifest.parents ?? [])],
    summary: {
      ...manifest.summary,
      zoo: {
        name: entry.name,
        floats,
        precision: proof,
        note: note ?? null,
        network: isSmallNetwork(manifest.config.architecture) ? 'small' : 'paper',
        origin: { createdAt: manifest.createdAt, tool: manifest.tool, files: manifest.files },
        earlier: earlier.length > 0 ? earlier : undefined,
        teacher,
      },
    },
  };
}

function requireSize(entry: ZooName, files: Readonly<Record<string, Uint8Array | string>>): number {
  const bytes = Object.values(files).reduce((sum, contents) => sum + Buffer.byteLength(contents), 0);
  const most = mostBytes[entry.name === 'teacher' ? 'teacher' : 'student'];
  if (bytes <= most) return bytes;
  const remedy = 'add a smaller network: the zoo must stay small enough to clone';
  throw expectationError('INVALID_ARGUMENT', `an entry of at most ${most} bytes`, bytes, remedy);
}
