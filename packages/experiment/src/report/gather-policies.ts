/**
 * The policies of the zoo and of runs, each once, with everything that was measured of its weights: a run's teacher that came
 * from the zoo, or went there, is the zoo's.
 */
import { basename } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import type { PaperMethod, PaperPolicy } from '@a2pd/report';
import { firstParentHash } from '../records/first-parent.js';
import { joinRecords } from '../records/join-records.js';
import { type Measurements, readMeasurements, recordsOf } from '../records/measurements.js';
import { readAll } from '../records/read-all.js';
import { weightsHash } from '../records/weights.js';
import { noRecords, readRecords, withPolicyName, type ZooRecords } from '../records/zoo-records.js';
import { whatThereIs } from '../run/alternatives.js';
import { isTeacher } from '../run/is-teacher.js';
import type { RunFolder } from '../run/run-folder.js';
import { entryFolder, listZoo, type ZooName } from '../run/zoo-folder.js';
import { hashesActingAlike, manifestHashes, readEntrySummary, weightsHashes } from '../zoo/entry-summary.js';
import { describePolicy } from './describe-policy.js';
import { paperMethodOf } from './paper-method.js';

/** One policy with its records, whose `policyName` is the policy's. */
export interface MeasuredPolicy {
  readonly game: string;
  readonly policy: PaperPolicy;
  /** Where the policy that it learned from is kept, and how it is called there; null where that is not known. */
  readonly teacher: Pick<PaperPolicy, 'source' | 'policyName'> | null;
  readonly standsFor: PaperMethod | undefined;
  readonly records: ZooRecords;
}

/** Teachers first. @throws A2pdError FILE_UNAVAILABLE for a run without anything measured, or what reading damaged artefacts throws. */
export async function gatherPolicies(runs: readonly RunFolder[], includesZoo: boolean): Promise<MeasuredPolicy[]> {
  const ofRuns = await Promise.all(runs.map(readRun));
  const inZoo = includesZoo ? await Promise.all(listZoo().map(readEntry)) : [];
  const inRuns = ofRuns.flatMap(({ policies }) => policies);
  const isInZoo = ({ artefact }: FoundPolicy) => inZoo.some((entry) => isSamePolicy(entry.artefact, artefact));
  const found = [...inZoo, ...inRuns.filter((policy) => !isInZoo(policy))];
  const measured = await Promise.all(
    found.map((policy) => {
      const twins = inRuns.filter(({ artefact }) => isSamePolicy(policy.artefact, artefact));
      return measuredPolicy(
        policy,
        { same: [policy, ...twins], teacher: teacherOf(policy, found, inRuns) },
        ofRuns.map(({ measurements }) => measurements),
      );
    }),
  );
  const rank = ({ policy }: MeasuredPolicy) => (policy.distillation === null ? 0 : 1);
  return measured.sort((a, b) => rank(a) - rank(b));
}

interface FoundPolicy {
  readonly artefact: Artefact;
  readonly name: string;
  readonly source: string;
  /** What the zoo keeps beside the weights. */
  readonly records: ZooRecords;
}

interface ReadRun {
  readonly policies: readonly FoundPolicy[];
  readonly measurements: Measurements;
}

async function readEntry(entry: ZooName): Promise<FoundPolicy> {
  const artefact = await Artefact.open(entryFolder(entry), 'policy');
  const source = `zoo:${entry.game}/${entry.name}`;
  return { artefact, name: entry.name, source, records: await readRecords(artefact) };
}

async function readRun(run: RunFolder): Promise<ReadRun> {
  const artefacts = await readAll(run.path, (folder) => Artefact.open(folder));
  const policies = artefacts.filter(({ manifest }) => manifest.kind === 'policy');
  const measurements = await readMeasurements(run);
  if (policies.length === 0 && measurements.evaluations.length === 0) {
    const remedy = whatThereIs(run.path);
    const message = `Expected a policy or evaluations in ${run.path} but there are none; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: run.path, remedy });
  }
  const source = `run ${run.name}`;
  return {
    policies: policies.map((artefact) => ({
      ...{ artefact, name: basename(artefact.directory), source, records: noRecords },
    })),
    measurements,
  };
}

/**
 * Made one from the other by copying, or by adding to the zoo, which proves that they act alike. What was trained on from a policy
 * names it as a parent too, and has weights of its own.
 */
function isSamePolicy(entry: Artefact, other: Artefact): boolean {
  const isParent = (parent: Artefact, child: Artefact) =>
    manifestHashes(parent).some((hash) => hash === firstParentHash(child));
  const known = weightsHashes(entry);
  const haveSameWeights = weightsHashes(other).some((sha256) => known.includes(sha256));
  return entry !== other && haveSameWeights && (isParent(entry, other) || isParent(other, entry));
}

/** Of a student in the zoo the entry that its own names, else the game's first; of one in a run the teacher of that run. */
function teacherOf(
  { artefact, source }: FoundPolicy,
  found: readonly FoundPolicy[],
  inRuns: readonly FoundPolicy[],
): FoundPolicy | undefined {
  const { manifest } = artefact;
  if (isTeacher(manifest)) return undefined;
  if (manifest.summary?.zoo === undefined) {
    const own = inRuns.find((other) => other.source === source && other.name === 'teacher');
    return own && found.find((other) => other === own || isSamePolicy(other.artefact, own.artefact));
  }
  const { teacher } = readEntrySummary(manifest, artefact.directory);
  const inZoo = found.filter((other) => other.artefact.manifest.summary?.zoo !== undefined);
  return teacher === undefined
    ? inZoo.find((other) => other.artefact.manifest.game === manifest.game && isTeacher(other.artefact.manifest))
    : inZoo.find((other) => hashesActingAlike(other.artefact).includes(teacher));
}

async function measuredPolicy(
  { artefact, name, source, records }: FoundPolicy,
  { same, teacher }: { readonly same: readonly FoundPolicy[]; readonly teacher: FoundPolicy | undefined },
  runs: readonly Measurements[],
): Promise<MeasuredPolicy> {
  const hashesOf = (policies: readonly FoundPolicy[]) => policies.flatMap((each) => manifestHashes(each.artefact));
  const toTheBit = same.filter((each) => weightsHash(each.artefact) === weightsHash(artefact));
  return {
    game: artefact.manifest.game ?? 'unknown',
    policy: await describePolicy(artefact, name, source, teacher?.name ?? null),
    teacher: teacher ? { source: teacher.source, policyName: teacher.name } : null,
    standsFor: paperMethodOf(artefact.manifest),
    records: joinRecords(withPolicyName(records, name), recordsOf(runs, hashesOf(same), name, hashesOf(toTheBit))),
  };
}
