/** Gathers the policies of the zoo and of runs, with everything measured of them, and writes the results pages. */
import { resolve } from 'node:path';
import { writeFileAtomically } from '@a2pd/artefact';
import { A2pdError } from '@a2pd/core';
import { findingsOfCertificates } from '@a2pd/evaluate';
import { generatedMark, type PaperGameResults, renderPaperResults } from '@a2pd/report';
import { withPolicyName } from '../records/zoo-records.js';
import type { RunFolder } from '../run/run-folder.js';
import { compareGame } from './compare-game.js';
import { gatherPolicies, type MeasuredPolicy } from './gather-policies.js';
import { requireFigurePlaces, requireGeneratedPlace } from './page-place.js';
import { encodePaperRecords } from './paper-records.js';
import { readRepeatedTrainings } from './repeated-trainings.js';

export interface PaperResultsRequest {
  readonly runs: readonly RunFolder[];
  readonly includesZoo: boolean;
  /**
   * Folder of the pages, of records.json and of figures/. What else lies there, README.md too, stays as it is. Tables of sweeps
   * in its sweeps/ are read.
   */
  readonly output: string;
  /** What makes the pages again. */
  readonly command: string;
  /** Replaces also files that are not ours. */
  readonly force: boolean;
}

export interface WrittenPaperResults {
  /** The page over all games. */
  readonly tables: string;
  /** One for each game. */
  readonly gamePages: readonly string[];
  /** What they were made of, as JSON. */
  readonly records: string;
  readonly figures: number;
  readonly policies: readonly { readonly game: string; readonly policyName: string; readonly source: string }[];
}

/**
 * @throws A2pdError FILE_UNAVAILABLE where nothing was measured, for files in the way that are not ours, and whatever reading
 * damaged artefacts throws.
 */
export async function writePaperResults(request: PaperResultsRequest): Promise<WrittenPaperResults> {
  const { output, command, force } = request;
  const placeOf = (path: string) => resolve(output, path);
  const [tables, records] = [placeOf('tables.md'), placeOf('records.json')];
  const place = { mark: generatedMark, force };
  for (const file of [tables, records]) await requireGeneratedPlace(file, place);
  const policies = await gatherPolicies(request.runs, request.includesZoo);
  const measured = withNamesOfTheirOwn(policies.filter(({ records }) => records.evaluations.length > 0));
  if (measured.length === 0) {
    const remedy = 'add policies to the zoo, or name evaluated runs';
    throw new A2pdError('FILE_UNAVAILABLE', `Expected evaluated policies but there are none; ${remedy}`, { remedy });
  }
  const games = [...new Set(measured.map(({ game }) => game))].sort();
  const ofGame = (name: string) => measured.filter(({ game }) => game === name);
  const { pages, figures } = await renderPaperResults({
    games: games.map((game) => resultsOf(game, ofGame(game))),
    repeated: await readRepeatedTrainings(output),
    command,
  });
  for (const path of Object.keys(pages)) await requireGeneratedPlace(placeOf(path), place);
  await requireFigurePlaces(tables, Object.keys(figures).map(placeOf), force);
  // The pages come last, so that they never show figures that are not there.
  const contents = { ...figures, 'records.json': encodePaperRecords(command, games.flatMap(ofGame)), ...pages };
  for (const [path, text] of Object.entries(contents)) await writeFileAtomically(placeOf(path), text);
  return {
    tables,
    records,
    figures: Object.keys(figures).length,
    gamePages: Object.keys(pages)
      .map(placeOf)
      .filter((page) => page !== tables),
    policies: measured.map(({ game, policy: { policyName, source } }) => ({ game, policyName, source })),
  };
}

function resultsOf(game: string, measured: readonly MeasuredPolicy[]): PaperGameResults {
  const teacherOf = (name: string) =>
    measured.find(({ policy }) => policy.policyName === name)?.policy.teacherName ?? undefined;
  const summaries = measured.flatMap(({ records }) => records.evaluations);
  const comparison = compareGame(game, summaries, teacherOf);
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
    certificateFindings: findingsOfCertificates({ ...certificates, comparison, teacherOf }),
    worstCases: measured.flatMap(({ records }) => records.worstCases),
  };
}

/** Two policies of one game and name are told apart by where they are kept; students name their teachers so too. */
function withNamesOfTheirOwn(measured: readonly MeasuredPolicy[]): MeasuredPolicy[] {
  const ownNameOf = ({ game, policy: { policyName, source } }: MeasuredPolicy) => {
    const alike = measured.filter((other) => other.game === game && other.policy.policyName === policyName);
    return alike.length > 1 ? `${policyName} (${source})` : policyName;
  };
  return measured.map((each) => {
    const teacher = measured.find(
      ({ policy }) => policy.source === each.teacher?.source && policy.policyName === each.teacher.policyName,
    );
    const policyName = ownNameOf(each);
    const policy = { ...each.policy, policyName, teacherName: teacher ? ownNameOf(teacher) : null };
    return { ...each, policy, records: withPolicyName(each.records, policyName) };
  });
}
