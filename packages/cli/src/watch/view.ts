/** A run's state in words: a few lines for a terminal, one line for a log. */
import { formatDuration, formatFigure } from '../terminal/progress-display.js';
import type { Curves, RunState } from './run-progress.js';
import { sparkline } from './sparkline.js';

const sparkWidth = 32;
const barWidth = 32;
const labelWidth = 13;
/** A run that says nothing for so long is evaluating, or is no more. */
const longQuietSeconds = 60;

/** Lines of a live view. */
export function viewLines(state: RunState, curves: Curves): string[] {
  if (state.status === 'waiting') return [waitingLine(state)];
  const { meanReturn, loss } = state;
  return [
    `${state.run}  ${bar(state)}  ${progressOf(state)}`,
    row('mean return', curves.meanReturns, meanReturn === null ? 'no episode has ended yet' : formatFigure(meanReturn)),
    row('loss', curves.losses, loss === null ? 'has not begun to learn' : formatFigure(loss)),
    row('evaluation', curves.evaluations, evaluationOf(state) ?? 'none yet'),
    ...(quietLine(state) ?? []),
  ];
}

/** The same in one line. */
export function plainLine(state: RunState): string {
  if (state.status === 'waiting') return waitingLine(state);
  const { run, meanReturn, loss } = state;
  const evaluation = evaluationOf(state);
  return [
    `${run}: ${progressOf(state)}`,
    ...(meanReturn === null ? [] : [`mean return ${formatFigure(meanReturn)}`]),
    ...(loss === null ? [] : [`loss ${formatFigure(loss)}`]),
    ...(evaluation ? [`evaluation ${evaluation}`] : []),
  ].join(', ');
}

function waitingLine({ run }: RunState): string {
  return `${run}: not begun yet; waiting for a2pd train --run ${run} (Ctrl-C stops waiting)`;
}

function progressOf({ status, agentSteps, totalAgentSteps, agentStepsPerSecond, remainingSeconds }: RunState): string {
  const of = totalAgentSteps === null ? '' : ` of ${totalAgentSteps.toLocaleString('en')}`;
  const steps = `${agentSteps.toLocaleString('en')}${of} agent steps`;
  if (status === 'finished') return `${steps}, finished`;
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

function quietLine({ status, quietSeconds, run }: RunState): string[] | undefined {
  if (status !== 'running' || quietSeconds === null || quietSeconds < longQuietSeconds) return undefined;
  const quiet = formatDuration(quietSeconds);
  return [`  nothing new for ${quiet}: evaluating, or stopped (a2pd train --resume ${run} continues it)`];
}

function row(label: string, curve: readonly number[], text: string): string {
  return `  ${label.padEnd(labelWidth)}${sparkline(curve, sparkWidth).padEnd(sparkWidth)}  ${text}`;
}

function bar({ agentSteps, totalAgentSteps }: RunState): string {
  if (totalAgentSteps === null) return '';
  const share = Math.min(1, agentSteps / totalAgentSteps);
  const full = Math.round(share * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(100 * share)}%`;
}
