/**
 * The policies of the zoo and of runs, each once, with everything that was measured of its weights: a run's teacher that came
 * from the zoo, or went there, is the zoo's.
 */
import { basename } from 'node:path';
import { Artefact } from '@a2pd/artefact';
import { readCertification } from '@a2pd/certify';
import {
  A2pdError,
  type AuditRecord,
  type CertificationRecord,
  type EvaluationRecord,
  type EvaluationSummary,
} from '@a2pd/core';
import { readAudit, readEvaluation } from '@a2pd/evaluate';
import type { PaperMethod, PaperPolicy, WorstCase } from '@a2pd/report';
import { bestMeasured, ofMostStates } from '../records/join-records.js';
import { readAll } from '../records/read-all.js';
import { readRecords, type ZooRecords } from '../records/records.js';
import { ensembles, worstCases } from '../records/worst-cases.js';
import type { RunFolder } from '../run-folder.js';
import { whatThereIs } from '../what-there-is.js';
import { readEntrySummary } from '../zoo/entry-summary.js';
import { entryFolder, listZoo, type ZooName } from '../zoo.js';
import { describePolicy } from './describe-policy.js';
import { paperMethodOf } from './paper-method.js';

/** One policy with its records, whose `policyName` is the policy's. */
export interface MeasuredPolicy {
  readonly game: string;
  readonly policy: PaperPolicy;
  readonly standsFor: PaperMethod | undefined;
  readonly evaluations: readonly EvaluationSummary[];
  readonly worstCases: readonly WorstCase[];
  readonly audit: AuditRecord | null;
  readonly certification: CertificationRecord | null;
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
      return measure(policy, [policy, ...twins], ofRuns);
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
  readonly records: ZooRecords | null;
}

interface ReadRun {
  readonly policies: readonly FoundPolicy[];
  readonly evaluations: readonly (EvaluationRecord & { readonly artefact: Artefact })[];
  readonly audits: readonly { readonly record: AuditRecord; readonly artefact: Artefact }[];
  readonly certifications: readonly { readonly record: CertificationRecord; readonly artefact: Artefact }[];
}

async function readEntry(entry: ZooName): Promise<FoundPolicy> {
  const artefact = await Artefact.open(entryFolder(entry), 'policy');
  const source = `zoo:${entry.game}/${entry.name}`;
  return { artefact, name: entry.name, source, records: await readRecords(artefact) };
}

async function readRun(run: RunFolder): Promise<ReadRun> {
  const artefacts = await readAll(run.path, (folder) => Artefact.open(folder));
  const policies = artefacts.filter(({ manifest }) => manifest.kind === 'policy');
  const evaluations = await readAll(run.evaluations, readEvaluation);
  if (policies.length === 0 && evaluations.length === 0) {
    const remedy = whatThereIs(run.path);
    const message = `Expected a policy or evaluations in ${run.path} but there are none; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { path: run.path, remedy });
  }
  const source = `run ${run.name}`;
  return {
    policies: policies.map((artefact) => ({ artefact, name: basename(artefact.directory), source, records: null })),
    evaluations,
    audits: await readAll(run.audits, readAudit),
    certifications: await readAll(run.certifications, readCertification),
  };
}

/** Made one from the other by copying, or by adding to the zoo, which proves that they act alike. */
function isSamePolicy(entry: Artefact, other: Artefact): boolean {
  const isParent = (parent: Artefact, child: Artefact) =>
    hashesOf(parent).includes(child.manifest.parents?.[0]?.manifestSha256 ?? '');
  return entry !== other && (isParent(entry, other) || isParent(other, entry));
}

/** Of its manifest and, for an entry of the zoo, of those it had before it took up more records. */
function hashesOf({ manifest, reference, directory }: Artefact): readonly string[] {
  const earlier = manifest.summary?.zoo === undefined ? [] : readEntrySummary(manifest, directory).earlier;
  return [reference.manifestSha256, ...earlier];
}

async function measure(
  policy: FoundPolicy,
  same: readonly FoundPolicy[],
  runs: readonly ReadRun[],
): Promise<MeasuredPolicy> {
  const { artefact, name, source, records } = policy;
  const hashes = same.flatMap((each) => hashesOf(each.artefact));
  const isOf = (record: { readonly artefact: Artefact }) =>
    hashes.includes(record.artefact.manifest.parents?.[0]?.manifestSha256 ?? '');
  const named = <T extends { readonly policyName: string }>(record: T): T => ({ ...record, policyName: name });
  const own = runs
    .flatMap(({ evaluations }) => evaluations.filter(isOf))
    .map(({ summary, episodes }) => ({ summary: named(summary), episodes }));
  const evaluations = [...(records?.evaluations ?? []).map(named), ...own.map(({ summary }) => summary)];
  const audits = runs.flatMap((run) => run.audits.filter(isOf).map(({ record }) => record));
  const audit = ofMostStates<AuditRecord>(records?.audit ?? null, ...audits);
  const certifications = runs.flatMap((run) => run.certifications.filter(isOf).map(({ record }) => record));
  const certification = ofMostStates<CertificationRecord>(records?.certification ?? null, ...certifications);
  return {
    game: artefact.manifest.game ?? 'unknown',
    policy: await describePolicy(artefact, name, source),
    standsFor: paperMethodOf(artefact.manifest),
    evaluations: bestMeasured(evaluations),
    worstCases: worstCases(evaluations, [...(records?.worstCases ?? []).map(named), ...ensembles(own)]),
    audit: audit && named(audit),
    certification: certification && named(certification),
  };
}
