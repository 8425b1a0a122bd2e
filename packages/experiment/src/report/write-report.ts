/** Gathers the records of a run and writes its report. */
import { join } from 'node:path';
import { Artefact, type Manifest, requireWritable, writeArtefact } from '@a2pd/artefact';
import { A2pdError, type CertifiedPlayRecord } from '@a2pd/core';
import { readHistory } from '@a2pd/distill';
import { findingsOfCertificates } from '@a2pd/evaluate';
import { type DistillationHistory, type PaperMethod, renderReport, type TrainingPoint } from '@a2pd/report';
import { bestCertification, bestCertifiedPlay } from '../records/best-certificates.js';
import { type Measurements, readMeasurements } from '../records/measurements.js';
import { requireOwnMeasurements } from '../records/own-measurements.js';
import { worstCasesOf } from '../records/worst-cases.js';
import type { Hint } from '../run/hint.js';
import type { RunFolder } from '../run/run-folder.js';
import { joinScales } from '../run/scale.js';
import { readMetrics } from '../train/metrics-file.js';
import { compareGame } from './compare-game.js';
import { requireConsistent } from './consistent-measurements.js';
import { pointOf, secondsPerEpoch } from './describe-policy.js';
import { paperMethodOf } from './paper-method.js';

export interface WrittenReport {
  readonly file: string;
  readonly tableText: string;
  readonly rows: unknown;
  readonly certifiedPlay: readonly CertifiedPlayRecord[];
}

export async function writeReport(folder: RunFolder): Promise<WrittenReport> {
  const measurements = await readMeasurements(folder);
  await requireOwnMeasurements(folder, measurements);
  await requireConsistent(measurements);
  const evaluations = inReportOrder(folder, measurements.evaluations);
  await requireWritable(folder.report, { kind: 'report' });
  const first = evaluations[0]!.artefact.manifest;
  const game = first.game ?? 'unknown';
  const checks = checksIn(measurements);
  const manifests = await readManifests(folder, evaluations, checks);
  const scaledDown = joinScales(manifests.map(({ manifest }) => manifest.scaledDown));
  const comparison = compareGame(
    game,
    evaluations.map(({ summary }) => summary),
  );
  const certifications = ofEachPolicy(measurements.certifications, bestCertification);
  const certifiedPlay = ofEachPolicy(measurements.certifiedPlay, bestCertifiedPlay);
  const report = await renderReport({
    runName: folder.name,
    game,
    actionNames: first.config.actionNames as string[],
    comparison,
    evaluations,
    headlinePolicy: 'student',
    paperMethods: await readPaperMethods(folder, evaluations),
    audits: measurements.audits.map(({ record }) => record),
    certifications,
    certifiedPlay,
    certificateFindings: findingsOfCertificates({ certifications, certifiedPlay, comparison }),
    worstCases: worstCasesOf(evaluations),
    training: await readTrainingCurve(folder),
    distillation: await readDistillation(folder),
    scaledDown,
    fullSizeCommand: `a2pd pipeline --game ${game} --full-size`,
    manifests,
  });
  await writeArtefact(
    folder.report,
    {
      kind: 'report',
      game,
      config: { run: folder.name },
      seeds: {},
      parents: [...evaluations, ...checks].map(({ artefact }) => artefact.reference),
      scaledDown,
    },
    report.files,
  );
  const { tableText } = report;
  return { file: join(folder.report, 'report.html'), tableText, rows: comparison.rows, certifiedPlay };
}

/** What counts of several certificates, policy by policy. */
function ofEachPolicy<T extends { readonly policyName: string }, Kept>(
  certificates: readonly { readonly record: T }[],
  best: (records: readonly T[]) => Kept | readonly Kept[] | null,
): Kept[] {
  const records = certificates.map(({ record }) => record);
  const policyNames = [...new Set(records.map(({ policyName }) => policyName))];
  return policyNames.flatMap((name) => best(records.filter(({ policyName }) => policyName === name)) ?? []);
}

type OpenedEvaluation = Measurements['evaluations'][number];

/**
 * Policies in the order teacher, student, others; clean before attacked.
 * @throws A2pdError FILE_UNAVAILABLE where there are none.
 */
function inReportOrder(
  { evaluations, name, runs }: RunFolder,
  opened: readonly OpenedEvaluation[],
): OpenedEvaluation[] {
  if (opened.length === 0) {
    const remedy = 'evaluate a policy of the run first';
    const hint: Hint = { next: 'evaluate', run: name, runs };
    const message = `Expected evaluations in ${evaluations} but there are none; ${remedy}`;
    throw new A2pdError('FILE_UNAVAILABLE', message, { remedy, hint });
  }
  const rank = ({ summary: { policyName, attack } }: OpenedEvaluation) =>
    (policyName === 'teacher' ? 0 : policyName === 'student' ? 2 : 4) + (attack === null ? 0 : 1);
  return [...opened].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      a.summary.policyName.localeCompare(b.summary.policyName) ||
      a.summary.attackLabel.localeCompare(b.summary.attackLabel),
  );
}

/** A policy that is not among the run's own is known by the evaluation's name alone: it stands for nothing. */
async function readPaperMethods(
  folder: RunFolder,
  evaluations: readonly OpenedEvaluation[],
): Promise<Record<string, PaperMethod>> {
  const names = [...new Set(evaluations.map(({ summary }) => summary.policyName))];
  const methods = await Promise.all(
    names.map(async (name): Promise<[string, PaperMethod][]> => {
      const own = await Artefact.openIfPresent(join(folder.path, name));
      const method = own?.manifest.kind === 'policy' ? paperMethodOf(own.manifest) : undefined;
      return method === undefined ? [] : [[name, method]];
    }),
  );
  return Object.fromEntries(methods.flat());
}

/** What was found out about policies beside their returns. */
function checksIn({ audits, certifications, certifiedPlay }: Measurements) {
  const named = <T extends { readonly record: { readonly policyName: string }; readonly artefact: Artefact }>(
    checks: readonly T[],
    what: string,
  ) => checks.map(({ record, artefact }) => ({ name: `${record.policyName}, ${what}`, artefact }));
  return [
    ...named(audits, 'audit'),
    ...named(certifications, 'certificates'),
    ...named(certifiedPlay, 'certified play'),
  ];
}

/** The run's own artefacts that figures are of, and everything that was measured of them. */
async function readManifests(
  folder: RunFolder,
  evaluations: readonly OpenedEvaluation[],
  checks: ReturnType<typeof checksIn>,
): Promise<{ name: string; manifest: Manifest }[]> {
  const measured = evaluations.map(({ summary }) => summary.policyName);
  const found: { name: string; manifest: Manifest }[] = [];
  for (const name of new Set(['teacher', 'prescriptions', 'student', ...measured])) {
    const artefact = await Artefact.openIfPresent(join(folder.path, name));
    if (artefact) found.push({ name, manifest: artefact.manifest });
  }
  return [
    ...found,
    ...evaluations.map(({ artefact, summary }) => ({
      name: `${summary.policyName}, ${summary.attackLabel}`,
      manifest: artefact.manifest,
    })),
    ...checks.map(({ name, artefact }) => ({ name, manifest: artefact.manifest })),
  ];
}

async function readTrainingCurve(folder: RunFolder): Promise<TrainingPoint[]> {
  return (await readMetrics(folder)).flatMap((metrics): TrainingPoint[] => {
    const { agentSteps } = metrics;
    if (metrics.kind === 'evaluation') return [{ agentSteps, evaluationReturn: metrics.meanReturn }];
    if (metrics.kind === 'learning' && metrics.meanReturn !== null)
      return [{ agentSteps, trainingReturn: metrics.meanReturn }];
    return [];
  });
}

async function readDistillation({ student }: RunFolder): Promise<DistillationHistory[]> {
  const artefact = await Artefact.openIfPresent(student);
  const history = artefact && (await readHistory(artefact));
  if (!history) return [];
  const best = history.findLast(({ isBest }) => isBest);
  const seconds = secondsPerEpoch(history);
  return [
    {
      policyName: 'student',
      points: history.map(pointOf),
      bestEpoch: best?.epoch,
      majorityShare: best?.validation.majorityShare,
      secondsPerEpoch: seconds ?? undefined,
    },
  ];
}
