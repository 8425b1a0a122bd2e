/** Gathers the policies of the zoo and of runs, with everything measured of them, and writes the results page. */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Artefact, writeFileAtomically } from '@a2pd/artefact';
import { readCertification } from '@a2pd/certify';
import {
  A2pdError,
  type AuditRecord,
  type CertificationRecord,
  type EvaluationSummary,
  expectationError,
} from '@a2pd/core';
import { compareEvaluations, readAudit, readEvaluation } from '@a2pd/evaluate';
import {
  type PaperGameResults,
  type PaperMethod,
  type PaperPolicy,
  readingOf,
  renderPaperResults,
  type WorstCase,
} from '@a2pd/report';
import { randomReturns } from '../random-returns.js';
import type { RunFolder } from '../run-folder.js';
import { readRecords } from '../zoo/records.js';
import { entryFolder, listZoo } from '../zoo.js';
import { describePolicy } from './describe-policy.js';
import { paperMethodOf } from './paper-method.js';
import { readAll } from './read-all.js';
import { worstCases } from './worst-cases.js';

export interface PaperResultsRequest {
  readonly runs: readonly RunFolder[];
  readonly includesZoo: boolean;
  /** Folder of README.md and figures/. */
  readonly output: string;
  /** What makes the page again. */
  readonly command: string;
}

export interface WrittenPaperResults {
  readonly page: string;
  readonly figures: number;
  readonly policies: readonly { readonly game: string; readonly policyName: string; readonly source: string }[];
}

/** One policy with its records, whose `policyName` is its own within its game. */
interface MeasuredPolicy {
  readonly game: string;
  readonly policy: PaperPolicy;
  readonly standsFor: PaperMethod | undefined;
  readonly evaluations: readonly EvaluationSummary[];
  readonly worstCases: readonly WorstCase[];
  readonly audit: AuditRecord | null;
  readonly certification: CertificationRecord | null;
}

/** @throws A2pdError FILE_UNAVAILABLE where nothing was measured, and whatever reading damaged artefacts throws. */
export async function writePaperResults(request: PaperResultsRequest): Promise<WrittenPaperResults> {
  const fromZoo = request.includesZoo ? await Promise.all(listZoo().map(measuredInZoo)) : [];
  const fromRuns = (await Promise.all(request.runs.map(measuredInRun))).flat();
  const all = [...fromZoo, ...fromRuns].filter(({ evaluations }) => evaluations.length > 0);
  const rank = ({ policy }: MeasuredPolicy) => (policy.distillation === null ? 0 : 1);
  const measured = withNamesOfTheirOwn(all).sort((a, b) => rank(a) - rank(b));
  if (measured.length === 0) {
    const remedy = 'a2pd zoo add, or name runs with --run';
    throw new A2pdError('FILE_UNAVAILABLE', `Expected evaluated policies but there are none; ${remedy}`, { remedy });
  }
  const games = [...new Set(measured.map(({ game }) => game))].sort();
  const page = resolve(request.output, 'README.md');
  const files = await renderPaperResults({
    games: games.map((game) =>
      resultsOf(
        game,
        measured.filter((each) => each.game === game),
      ),
    ),
    reading: readingOf(await readFile(page, 'utf8').catch(() => '')),
    command: request.command,
  });
  for (const [path, contents] of Object.entries(files)) {
    await writeFileAtomically(resolve(request.output, path), contents);
  }
  const policies = measured.map(({ game, policy: { policyName, source } }) => ({ game, policyName, source }));
  return { page, figures: Object.keys(files).length - 1, policies };
}

function resultsOf(game: string, measured: readonly MeasuredPolicy[]): PaperGameResults {
  const summaries = measured.flatMap(({ evaluations }) => evaluations);
  return {
    game,
    policies: measured.map(({ policy }) => policy),
    comparison: compareEvaluations(summaries, game in randomReturns ? { randomReturn: randomReturns[game]! } : {}),
    paperMethods: Object.fromEntries(
      measured.flatMap(({ policy, standsFor }) => (standsFor ? [[policy.policyName, standsFor]] : [])),
    ),
    audits: measured.flatMap(({ audit }) => audit ?? []),
    certifications: measured.flatMap(({ certification }) => certification ?? []),
    worstCases: measured.flatMap((each) => each.worstCases),
  };
}

async function measuredInZoo(entry: { readonly game: string; readonly name: string }): Promise<MeasuredPolicy> {
  const artefact = await Artefact.open(entryFolder(entry), 'policy');
  const { evaluations, worstCases: worst = [], audit, certification } = await readRecords(artefact);
  return {
    game: entry.game,
    policy: await describePolicy(artefact, entry.name, `zoo:${entry.game}/${entry.name}`),
    standsFor: paperMethodOf(artefact.manifest),
    ...{ evaluations, worstCases: worst, audit, certification },
  };
}

/** Policies that lie in the run's own folder: of others nothing is known but their evaluations. */
async function measuredInRun(run: RunFolder): Promise<MeasuredPolicy[]> {
  const evaluations = await readAll(run.evaluations, readEvaluation);
  const audits = await readAll(run.audits, readAudit);
  const certifications = await readAll(run.certifications, readCertification);
  const policies = (await readAll(run.path, (folder) => Artefact.open(folder))).filter(
    ({ manifest }) => manifest.kind === 'policy',
  );
  const measured = await Promise.all(
    policies.map(async (artefact): Promise<MeasuredPolicy> => {
      const isOf = (record: { readonly artefact: Artefact }) =>
        record.artefact.manifest.parents?.[0]?.manifestSha256 === artefact.reference.manifestSha256;
      const own = evaluations.filter(isOf);
      const name = own[0]?.summary.policyName ?? basename(artefact.directory);
      return {
        game: artefact.manifest.game ?? 'unknown',
        policy: await describePolicy(artefact, name, `run ${run.name}`),
        standsFor: paperMethodOf(artefact.manifest),
        evaluations: own.map(({ summary }) => summary),
        worstCases: worstCases(own),
        audit: audits.find(isOf)?.record ?? null,
        certification: certifications.find(isOf)?.record ?? null,
      };
    }),
  );
  if (!measured.some((each) => each.evaluations.length > 0)) {
    const remedy = `a2pd evaluate --run ${run.name}`;
    throw expectationError('FILE_UNAVAILABLE', `evaluated policies in ${join(run.path)}`, 'none', remedy);
  }
  return measured;
}

/** Two policies of one game and name are told apart by where they are kept. */
function withNamesOfTheirOwn(measured: readonly MeasuredPolicy[]): MeasuredPolicy[] {
  return measured.map((each) => {
    const { game, policy } = each;
    const isTaken = measured.some(
      (other) => other !== each && other.game === game && other.policy.policyName === policy.policyName,
    );
    const policyName = isTaken ? `${policy.policyName} (${policy.source})` : policy.policyName;
    return {
      ...each,
      policy: { ...policy, policyName },
      evaluations: each.evaluations.map((summary) => ({ ...summary, policyName })),
      worstCases: each.worstCases.map((worst) => ({ ...worst, policyName })),
      audit: each.audit && { ...each.audit, policyName },
      certification: each.certification && { ...each.certification, policyName },
    };
  });
}
