/** A run's state in words: a few lines for a terminal, one line for a log. */

import { formatDuration, formatFigure } from '@a2pd/core';
import type { CurvePoint, Curves, RunState, WatchedRun } from '@a2pd/experiment/watch';
import { remarksOnTraining } from './remarks.js';
import { sparkline } from './sparkline.js';

const sparkWidth = 32;
const barWidth = 32;
const labelWidth = 13;

/** Lines of a live view. @param runs Where runs are kept. */
export function viewLines(state: WatchedRun, curves: Curves, runs: string): string[] {
  if (!hasBegun(state)) return [plainLine(state, runs)];
  const { meanReturn, loss } = state;
  return [
    `${state.run}  ${bar(state)}  ${progressOf(state)}`,
    row('mean return', curves.meanReturns, meanReturn === null ? 'no episode has ended yet' : formatFigure(meanReturn)),
    row('loss', curves.losses, loss === null ? 'has not begun to learn' : formatFigure(loss)),
    row('evaluation', curves.evaluations, evaluationOf(state) ?? 'none yet'),
    ...remarksOnTraining(state, runs).map((remark) => `  ${remark}`),
  ];
}

/** The same in one line. */
export function plainLine(state: WatchedRun, runs: string): string {
  const { run, meanReturn, loss } = state;
  if (!hasBegun(state)) return [`${run}:`, ...remarksOnTraining(state, runs)].join(' ');
  const evaluation = evaluationOf(state);
  const said = [
    `${run}: ${progressOf(state)}`,
    ...(meanReturn === null ? [] : [`mean return ${formatFigure(meanReturn)}`]),
    ...(loss === null ? [] : [`loss ${formatFigure(loss)}`]),
    ...(evaluation ? [`evaluation ${evaluation}`] : []),
  ].join(', ');
  return [said, ...remarksOnTraining(state, runs)].join('; ');
}

function hasBegun({ status }: RunState): boolean {
  return status !== 'waiting' && status !== 'untrained';
}

function progressOf({ status, agentSteps, totalAgentSteps, agentStepsPerSecond, remainingSeconds }: RunState): string {
  const of = totalAgentSteps === null ? '' : ` of ${totalAgentSteps.toLocaleString('en')}`;
  const steps = `${agentSteps.toLocaleString('en')}${of} agent steps`;
  if (status === 'finished') return `${steps}, finished`;
  if (status === 'killed') return `no longer at work, ${steps}`;
  if (status === 'stopped') return `stopped at ${steps}`;
  const rate = agentStepsPerSecond === null ? 'rate not known yet' : `${formatFigure(agentStepsPerSecond)}/s`;
  return remainingSeconds === null
    ? `${steps}, ${rate}`
    : `${steps}, ${rate}, ${formatDuration(remainingSeconds)} left`;
}

function evaluationOf({ lastEvaluation: last, bestEvaluation: best }: RunState): string | undefined {
  if (!last || !best) return undefined;
  const at = ({ meanReturn, agentSteps }: typeof last) =>
    `${formatFigure(meanReturn)} at ${agentSteps.toLocaleString('en')}`;
  return last.agentSteps === best.agentSteps ? `${at(last)} (the best)` : `${at(last)}, best ${at(best)}`;
}

function row(label: string, curve: readonly CurvePoint[], text: string): string {
  const values = curve.map(({ value }) => value);
  return `  ${label.padEnd(labelWidth)}${sparkline(values, sparkWidth).padEnd(sparkWidth)}  ${text}`;
}

function bar({ agentSteps, totalAgentSteps }: RunState): string {
  if (totalAgentSteps === null) return '';
  const share = Math.min(1, agentSteps / totalAgentSteps);
  const full = Math.round(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(100 * share)}%`;
}
