/** Gathers the policies of the zoo and of runs, with everything measured of them, and writes the results page. */
import { resolve } from 'node:path';
import { readTextIfPresent, requireWritable, writeFileAtomically } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { findingsOfCertificates } from '@a2pd/evaluate';
import { nothingWritten, type PaperGameResults, readingOf, renderPaperResults } from '@a2pd/report';
import { withPolicyName } from '../records/records.js';
import type { RunFolder } from '../run/run-folder.js';
import { compareGame } from './compare-game.js';
import { gatherPolicies, type MeasuredPolicy } from './gather-policies.js';
import { requirePagePlace } from './page-place.js';

export interface PaperResultsRequest {
  readonly runs: readonly RunFolder[];
  readonly includesZoo: boolean;
  /** Folder of README.md and figures/. */
  readonly output: string;
  /** What makes the page again. */
  readonly command: string;
  /** Replaces also files that are not ours. */
  readonly force: boolean;
}

export interface WrittenPaperResults {
  readonly page: string;
  readonly figures: number;
  readonly policies: readonly { readonly game: string; readonly policyName: string; readonly source: string }[];
}

/** @throws A2pdError FILE_UNAVAILABLE where nothing was measured, and whatever reading damaged artefacts throws. */
export async function writePaperResults(request: PaperResultsRequest): Promise<WrittenPaperResults> {
  const page = resolve(request.output, 'README.md');
  await requireWritable(page, { force: true });
  const reading = await earlierReading(page, request.force);
  const policies = await gatherPolicies(request.runs, request.includesZoo);
  const measured = withNamesOfTheirOwn(policies.filter(({ records }) => records.evaluations.length > 0));
  if (measured.length === 0) {
    const remedy = 'a2pd zoo add, or name evaluated runs with --run';
    throw new A2pdError('FILE_UNAVAILABLE', `Expected evaluated policies but there are none; ${remedy}`, { remedy });
  }
  const games = [...new Set(measured.map(({ game }) => game))].sort();
  const files = await renderPaperResults({
    games: games.map((game) =>
      resultsOf(
        game,
        measured.filter((each) => each.game === game),
      ),
    ),
    ...{ reading, command: request.command },
  });
  // The page comes last, so that it never shows figures that are not there.
  const { 'README.md': text, ...figures } = files;
  const figurePlaces = Object.keys(figures).map((path) => resolve(request.output, path));
  await requirePagePlace(page, figurePlaces, { mark: 'a2pd report --paper', force: request.force });
  for (const [path, contents] of Object.entries({ ...figures, 'README.md': text! })) {
    await writeFileAtomically(resolve(request.output, path), contents);
  }
  return {
    page,
    figures: Object.keys(figures).length,
    policies: measured.map(({ game, policy: { policyName, source } }) => ({ game, policyName, source })),
  };
}

/** @throws A2pdError FILE_UNAVAILABLE for a page that cannot be read, or that is none of ours and would be lost. */
async function earlierReading(page: string, force: boolean): Promise<string> {
  const text = await readTextIfPresent(page, 'make it readable, or choose another --output');
  if (text === undefined) return nothingWritten;
  const reading = readingOf(text);
  if (reading !== null) return reading;
  if (force) return nothingWritten;
  const remedy = 'choose another --output, move that file away, or replace it with --force';
  const message = `Expected no README.md, or one with the part by hand between its two marks, but ${page} has no such part; ${remedy}`;
  throw new A2pdError('FILE_UNAVAILABLE', message, { path: page, remedy });
}

function resultsOf(game: string, measured: readonly MeasuredPolicy[]): PaperGameResults {
  const teacher = measured.find(({ policy }) => policy.distillation === null);
  const summaries = measured.flatMap(({ records }) => records.evaluations);
  const teacherName = teacher?.policy.policyName;
  const comparison = compareGame(game, summaries, teacherName);
  const certificates = {
    certifications: measured.flatMap(({ records }) => records.certification ?? []),
    certifiedPlay: measured.flatMap(({ records }) => records.certifiedPlay),
  };
  return {
    game,
    policies: measured.map(({ policy }) => policy),
    comparison,
    paperMethods: Object.fromEntries(
      measured.flatMap(({ policy, standsFor }) => (standsFor ? [[policy.policyName, standsFor]] : [])),
    ),
    audits: measured.flatMap(({ records }) => records.audit ?? []),
    ...certificates,
    certificateFindings: findingsOfCertificates({
      ...{ ...certificates, comparison },
      ...(teacherName === undefined ? {} : { teacherName }),
    }),
    worstCases: measured.flatMap(({ records }) => records.worstCases),
  };
}

/** Two policies of one game and name are told apart by where they are kept. */
function withNamesOfTheirOwn(measured: readonly MeasuredPolicy[]): MeasuredPolicy[] {
  return measured.map((each) => {
    const { game, policy } = each;
    const isTaken = measured.some(
      (other) => other !== each && other.game === game && other.policy.policyName === policy.policyName,
    );
    const policyName = isTaken ? `${policy.policyName} (${policy.source})` : policy.policyName;
    return { ...each, policy: { ...policy, policyName }, records: withPolicyName(each.records, policyName) };
  });
}
