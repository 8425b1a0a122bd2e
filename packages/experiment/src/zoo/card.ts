/** The model card of a zoo entry: what it is, where it comes from, what it scores and what that is worth. Markdown, generated. */
import { type Manifest, weightsFile } from '@a2pd/artefact';
import {
  type CertifiedPlayLevel,
  type EvaluationSummary,
  episodesCutShort,
  formatEpsilon,
  percent,
  percentWithin,
} from '@a2pd/core';
import { findingsOfCertificates } from '@a2pd/evaluate';
import {
  caveatsOf,
  caveatsOfCertificates,
  escapeMarkdown,
  gameTitle,
  labelOf,
  renderMarkdownTable,
  type WorstCase,
} from '@a2pd/report';
import { withPolicyName, type ZooRecords } from '../records/zoo-records.js';
import { compareGame } from '../report/compare-game.js';
import type { ZooName } from '../run/zoo-folder.js';
import { headlineEpsilon, headlineOf } from './headline.js';
import { isSmallNetwork } from './network-size.js';
import type { PrecisionProof } from './precision.js';

const teacherName = 'teacher';

export const cardFile = 'card.md';

export interface CardContents {
  readonly entry: ZooName;
  /** Of the policy as it left training. */
  readonly origin: Manifest;
  readonly proof: PrecisionProof;
  readonly floats: 'F16' | 'F32';
  readonly weights: { readonly bytes: number; readonly sha256: string };
  readonly records: ZooRecords;
  /** What the game's teacher in the zoo scored, to see whether this one plays as well; none where there is none. */
  readonly teacherEvaluations: readonly EvaluationSummary[];
  /** What a reader must know before using it, e.g. that a gate was not reached. */
  readonly note?: string | undefined;
}

export function renderCard(contents: CardContents): string {
  const { entry, origin, note, records } = contents;
  const size = isSmallNetwork(origin.config.architecture) ? ', small network' : '';
  const sections = [
    `# ${gameTitle(entry.game)}: ${entry.name}${size}`,
    `\`zoo:${entry.game}/${entry.name}\` wherever a command takes a policy, e.g. \`pnpm a2pd play --policy zoo:${entry.game}/${entry.name} --output ${entry.game}.gif\`.`,
    ...(note === undefined ? [] : [`**${escapeMarkdown(note)}**`]),
    ...caveatSection(contents),
    ...(origin.scaledDown === undefined
      ? []
      : [`Scaled down, beside the paper's protocol: ${escapeMarkdown(origin.scaledDown)}.`]),
    '## Returns',
    ...headlineTable(records),
    returnsTable(records.evaluations),
    'Raw game score, undiscounted. IQM: interquartile mean with its 95% bootstrap interval. Without sticky actions a policy that never explores has at most 30 different episodes, one for each number of no-ops at the start. Label: whose action the attack led away from, the teacher’s or the policy’s own.',
    ...auditSection(records),
    ...certificationSection(records),
    ...certifiedPlaySection(records),
    '## Weights',
    weightsText(contents),
    '## Made from',
    madeFrom(origin),
    '```json',
    JSON.stringify({ seeds: origin.seeds, config: origin.config }, null, 2),
    '```',
  ];
  return `${sections
    .join('\n\n')
    .replace('```json\n\n', '```json\n')
    .replace(/\n\n```$/, '\n```')}\n`;
}

/** What takes the force out of any share of the return that it keeps, and out of what is proved of it. */
function caveatSection({ entry, records, teacherEvaluations }: CardContents): string[] {
  const { evaluations, audit, certification, certifiedPlay } = withPolicyName(records, entry.name);
  const others =
    entry.name === teacherName ? [] : teacherEvaluations.map((each) => ({ ...each, policyName: teacherName }));
  const comparison = compareGame(entry.game, [...others, ...evaluations]);
  const certifications = certification ? [certification] : [];
  const certificateFindings = findingsOfCertificates({ certifications, certifiedPlay, comparison });
  const says = (what: string, caveats: readonly string[]) =>
    caveats.length === 0 ? [] : [`**${what} says little: ${caveats.join(', ')}.**`];
  return [
    ...says(
      'What it keeps of its return under attack',
      caveatsOf({ comparison, audits: audit ? [audit] : [] }, entry.name),
    ),
    ...says('What is proved of it', caveatsOfCertificates({ certificateFindings }, entry.name)),
  ];
}

/** First what counts, as far as it was measured: the return without an attack, what attacks leave, what none can take. */
function headlineTable(records: ZooRecords): string[] {
  const { clean, worst, proved } = headlineOf(records);
  if (clean === null || (worst === null && proved === null)) return [];
  const radius = formatEpsilon(headlineEpsilon);
  const titles = ['No attack', `Worst attack, ε ≤ ${radius}`, `Certified return, ε = ${radius}`, 'Decisions proved'];
  return [
    renderMarkdownTable(titles, [
      [
        `${clean.meanReturn.toFixed(1)} (${clean.episodes} episodes)`,
        worst === null ? '–' : `${worst.returns.mean.toFixed(1)} (${describeWorst(worst)})`,
        proved === null ? '–' : `${certifiedReturnOf(proved)} (${proved.episodes} episodes)`,
        proved === null ? '–' : percent(proved.actionCertificationRate),
      ],
    ]),
  ];
}

function describeWorst({ attackLabels, returns, isCutShort }: WorstCase): string {
  const attacks = attackLabels.length === 1 ? attackLabels[0]! : `worst of ${attackLabels.length} attacks`;
  return [attacks, `${returns.episodes} episodes`, ...(isCutShort ? ['cut short'] : [])].join(', ');
}

/** Unknown where nothing says how low a game can go. */
function certifiedReturnOf({ certifiedReturn }: Pick<CertifiedPlayLevel, 'certifiedReturn'>): string {
  return certifiedReturn === null ? 'unknown' : certifiedReturn.toFixed(1);
}

function returnsTable(evaluations: readonly EvaluationSummary[]): string {
  return renderMarkdownTable(
    ['Attack', 'Label', 'Mean ± std', 'IQM, 95% interval', 'Min to max', 'Episodes (distinct)', 'Actions changed'],
    evaluations.map((evaluation) => {
      const { attackLabel, returns, actionFlipRate } = evaluation;
      const cutShort = episodesCutShort(evaluation);
      return [
        attackLabel,
        labelOf(evaluation),
        `${returns.mean.toFixed(1)} ± ${returns.standardDeviation.toFixed(1)}`,
        {
          markdown: `${returns.interquartileMean.toFixed(1)} [${returns.interquartileMeanInterval95.map((x) => x.toFixed(1)).join(', ')}]`,
        },
        `${returns.min} to ${returns.max}`,
        `${returns.episodes} (${returns.distinctEpisodes})${cutShort > 0 ? `, ${cutShort} cut short` : ''}`,
        actionFlipRate === null ? '–' : percent(actionFlipRate),
      ];
    }),
  );
}

function auditSection({ audit }: ZooRecords): string[] {
  if (audit === null) return [];
  const rows = audit.checks.map(({ title, verdict, detail }) => [title, verdict, detail]);
  const { states, episodes, epsilon, worstCaseFlipRate, worstCaseInterval95 } = audit;
  const of =
    episodes === null ? `${states} states` : `${states} states of ${episodes} episodes (95% interval over episodes)`;
  const fallen = `Some attack at ε = ${formatEpsilon(epsilon)} changes the action in ${percentWithin(worstCaseFlipRate, worstCaseInterval95)} of ${of}.`;
  return [`## Audit: ${audit.verdict}`, fallen, renderMarkdownTable(['Check', 'Verdict', 'Figures'], rows)];
}

function certificationSection({ certification }: ZooRecords): string[] {
  if (certification === null) return [];
  const rows = certification.levels.map(({ epsilon, certifiedShare, certifiedInterval95 }) => [
    formatEpsilon(epsilon),
    percentWithin(certifiedShare, certifiedInterval95),
  ]);
  return [
    '## Certified',
    `Share of ${certification.states} states whose action provably cannot be changed, by ${certification.method}.`,
    renderMarkdownTable(['ε', 'Certified'], rows),
  ];
}

function certifiedPlaySection({ certifiedPlay }: ZooRecords): string[] {
  if (certifiedPlay.length === 0) return [];
  const rows = certifiedPlay.flatMap(({ levels, bounds, episodes, cutEpisodes, naturalReturn, explorationEpsilon }) =>
    levels.map((level) => [
      formatEpsilon(level.epsilon),
      certifiedReturnOf(level),
      naturalReturn.toFixed(1),
      percent(explorationEpsilon),
      `${level.provedEpisodes} of ${episodes}${cutEpisodes > 0 ? `, ${cutEpisodes} cut short` : ''}`,
      percent(level.actionCertificationRate),
      level.matteringCertificationRate === null ? '–' : percent(level.matteringCertificationRate),
      level.greedyWorstCaseReturn === null ? '–' : level.greedyWorstCaseReturn.toFixed(1),
      bounds.join(', then '),
    ]),
  );
  return [
    '## Certified play',
    'Whole episodes, state by state. The certified return is the mean of the least that any attack within ε can leave, known or not; of what was left open, only what the game can no longer take away counts. The greedy worst case is an estimate, not a bound.',
    renderMarkdownTable(
      [
        'ε',
        'Certified return',
        'No attack',
        'Random actions',
        'Episodes proved',
        'Decisions proved',
        '… that matter',
        'Greedy worst case',
        'Bounds',
      ],
      rows,
    ),
  ];
}

const precisionWords: Readonly<Record<PrecisionProof['verdict'], (proof: PrecisionProof) => string>> = {
  'same actions': ({ states, episodes }) =>
    `Of ${states.toLocaleString('en')} states in ${episodes} episodes, float16 and float32 weights act the same in every one.`,
  'same return': ({ states, differingActions, episodes, float16MeanReturn, float32MeanReturn }) =>
    `Of ${states.toLocaleString('en')} states in ${episodes} episodes, float16 and float32 weights act differently in ${differingActions}; mean returns ${float16MeanReturn.toFixed(2)} (float16) and ${float32MeanReturn.toFixed(2)} (float32), each within the other's 95% interval.`,
  different: ({ float16MeanReturn, float32MeanReturn }) =>
    `Kept in float32: in float16 the mean return would be ${float16MeanReturn.toFixed(2)} instead of ${float32MeanReturn.toFixed(2)}.`,
};

function weightsText({ floats, weights, proof }: CardContents): string {
  const kept = `\`${weightsFile}\`, ${floats === 'F16' ? 'float16' : 'float32'}, ${weights.bytes.toLocaleString('en')} bytes, SHA-256 \`${weights.sha256}\`.`;
  return `${kept}\n${precisionWords[proof.verdict](proof)}`;
}

function madeFrom({ createdAt, tool, romMd5, files, parents = [], summary = {} }: Manifest): string {
  const original = files.find(({ path }) => path === weightsFile);
  const { agentSteps, epochs, bestEpoch } = summary;
  return [
    `- made ${createdAt} by a2pd ${tool.version}, source commit \`${tool.sourceCommit}\`, Node ${tool.node}, ${tool.platform}`,
    ...(typeof agentSteps === 'number' ? [`- agent steps of training: ${agentSteps.toLocaleString('en')}`] : []),
    ...(typeof epochs === 'number' ? [`- epochs of distillation: ${epochs}, kept: ${bestEpoch}`] : []),
    `- ROM, MD5: \`${romMd5 ?? 'unknown'}\``,
    `- weights as trained, SHA-256: \`${original?.sha256 ?? 'unknown'}\``,
    ...parents.map(
      ({ kind, manifestSha256 }) => `- ${kind} it was made from, SHA-256 of its manifest: \`${manifestSha256}\``,
    ),
  ].join('\n');
}
