/** A page of Markdown and its figure on how a training run learned: curve, table at equal frames, configuration. */
import { learningCurve } from '../figures/learning-curve.js';
import { formatCount, formatReturn, gameTitle, notMeasured } from '../format.js';
import { escapeMarkdown, renderMarkdownTable } from '../markdown.js';
import { bestEvaluation, describeEvaluation } from './evaluation-returns.js';
import { gateOf, gatePassed } from './gate.js';
import { framesPerAgentStep, type LearningRecord } from './learning-record.js';
import { rainbowReference } from './rainbow-reference.js';

/**
 * @returns By file name: `training-curve-<game>.md`, with the algorithm in its name unless it is Rainbow; the SVG that it shows; and
 * as JSON what it was written from, and when it was at its game's gate.
 */
export async function renderLearningPage(record: LearningRecord): Promise<Record<string, string>> {
  const { command, game, algorithm } = record;
  const { id, caption, svg } = await learningCurve(record);
  const sections = [
    `# ${escapeMarkdown(gameTitle(game))}: how the teacher learned, by ${escapeMarkdown(algorithm)}`,
    `\`${command}\` wrote this page from the run’s own log.`,
    summary(record),
    `![Return over agent steps](${id}.svg)`,
    escapeMarkdown(caption),
    '## At equal frames',
    equalFrames(record),
    '## Evaluations',
    evaluationTable(record),
    '## Configuration',
    configuration(record),
  ];
  return {
    [`${id}.md`]: `${sections.join('\n\n')}\n`,
    [`${id}.svg`]: svg,
    [`${id}.json`]: `${JSON.stringify({ gatePassed: gatePassed(record), ...record }, null, 1)}\n`,
  };
}

function summary(record: LearningRecord): string {
  const { evaluations, evaluationEpisodes, agentStepsBefore, reachedAgentSteps, totalAgentSteps, seconds } = record;
  const best = bestEvaluation(evaluations);
  const time = seconds === null ? '' : `, in ${hours(seconds)} hours of training and evaluating`;
  const origin =
    agentStepsBefore === 0
      ? ''
      : `It started from the weights of a teacher of ${formatCount(agentStepsBefore)} agent steps, which all counts include; the time is that since. `;
  const reached = `${origin}It has done ${formatCount(reachedAgentSteps)} of ${formatCount(totalAgentSteps)} agent steps, ${millions(reachedAgentSteps * framesPerAgentStep)} emulator frames${time}.`;
  if (!best) return `${reached} No evaluation yet.`;
  const episodes = evaluationEpisodes === null ? '' : `, over ${evaluationEpisodes} episodes with the noise off`;
  return `${reached} Its best evaluation: ${describeEvaluation(best)} at ${formatCount(best.agentSteps)} agent steps${episodes}.${timeToGate(record)}`;
}

/** The first evaluation that was good enough, where there was one. */
function timeToGate(record: LearningRecord): string {
  const gate = gateOf(record.game);
  if (gate === undefined || record.agentStepsBefore > 0) return '';
  const first = gatePassed(record);
  if (!first) return ` It has not been at the gate of ${formatReturn(gate)} yet.`;
  const time = first.seconds === null ? '' : ` and ${hours(first.seconds)} hours`;
  return ` It was at the gate of ${formatReturn(gate)} after ${formatCount(first.agentSteps)} agent steps${time}.`;
}

/** What Rainbow should score after as many frames, and what this run did. */
function equalFrames(record: LearningRecord): string {
  const known = rainbowReference(record.game);
  if (known.length === 0) return 'For this game there is no published curve to compare with.';
  const rows = known.map(({ frames, low, high }) => {
    const agentSteps = frames / framesPerAgentStep;
    const expected = low === high ? formatReturn(low) : `${formatReturn(low)} to ${formatReturn(high)}`;
    const isReached = agentSteps <= record.reachedAgentSteps;
    const evaluated = isReached ? latestBefore(record.evaluations, agentSteps) : undefined;
    const trained = isReached ? latestBefore(record.training, agentSteps) : undefined;
    return [
      millions(frames),
      formatCount(agentSteps),
      expected,
      evaluated ? { markdown: describeEvaluation(evaluated) } : notMeasured,
      trained ? formatReturn(trained.meanReturn) : notMeasured,
    ];
  });
  const titles = ['emulator frames', 'agent steps', 'Rainbow elsewhere', 'evaluation', 'training episodes'];
  const note =
    'Rainbow elsewhere: Dopamine’s, mean of 5 runs, with sticky actions (0.25), which cost it some. This run’s figures are ' +
    'the latest at or before that many frames; training episodes: mean of the latest 20, with exploration.';
  return `${renderMarkdownTable(titles, rows)}\n\n${note}`;
}

function evaluationTable({ evaluations }: LearningRecord): string {
  if (evaluations.length === 0) return 'None yet.';
  const rows = evaluations.map((point) => [
    formatCount(point.agentSteps),
    millions(point.agentSteps * framesPerAgentStep),
    point.seconds === null ? notMeasured : hours(point.seconds),
    { markdown: describeEvaluation(point) },
  ]);
  return renderMarkdownTable(['agent steps', 'emulator frames', 'hours', 'mean return [95% interval]'], rows);
}

function configuration({ differences, origin, resumedAtAgentSteps }: LearningRecord): string {
  const resumed =
    resumedAtAgentSteps.length === 0
      ? 'Never stopped.'
      : `Stopped and resumed at ${resumedAtAgentSteps.map(formatCount).join(', ')} agent steps.`;
  const text = (value: unknown) => (Number.isInteger(value) ? formatCount(value as number) : JSON.stringify(value));
  const settings =
    differences.length === 0
      ? 'Hyper-parameters: the paper’s.'
      : `Hyper-parameters: the paper’s, but for\n\n${renderMarkdownTable(
          ['hyper-parameter', 'this run', 'the paper'],
          differences.map(({ name, own, paper }) => [name, text(own), text(paper)]),
        )}`;
  const facts = Object.entries(origin).map(([name, value]) => `- ${escapeMarkdown(name)}: ${escapeMarkdown(value)}`);
  return [settings, resumed, facts.join('\n')].join('\n\n');
}

function latestBefore<Point extends { readonly agentSteps: number }>(
  points: readonly Point[],
  agentSteps: number,
): Point | undefined {
  return points.findLast((point) => point.agentSteps <= agentSteps);
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(seconds < 36_000 ? 2 : 1);
}

function millions(frames: number): string {
  return `${Number((frames / 1e6).toPrecision(3))} M`;
}
