/** What is seen of runs, in the words and curves of the page. */
import { formatDuration, formatFigure } from '@a2pd/core';
import type { CurvePoint, WatchedDistillation, WatchedTraining } from '@a2pd/experiment/watch';
import { gameTitle } from '@a2pd/report';
import type { CurveEntry, CurveLine, RunCard } from '../protocol/watch-messages.js';
import type { Sight, SweepSight } from './sight.js';

/** More points than a curve is wide would not be seen. */
const mostPoints = 240;

/** A card but for its film and remarks. */
export type Card = Omit<RunCard, 'film' | 'remarks'>;

export function cardOf(sight: Sight): Card {
  switch (sight.kind) {
    case 'training':
      return trainingCard(sight.folder.name, idOf(sight), sight.training);
    case 'distillation':
      return distillationCard(sight.folder.name, idOf(sight), sight.distillation);
    case 'sweep':
      return sweepCard(idOf(sight), sight.sweep);
    case 'unreadable':
      return {
        ...{ id: idOf(sight), title: sight.folder.name, what: 'A run', status: 'unreadable', share: null },
        ...{ extent: sight.problem, pace: [], curves: [] },
      };
  }
}

function idOf(sight: Sight): string {
  if (sight.kind === 'sweep') return `sweep ${sight.sweep.name}`;
  const { path } = sight.folder;
  return sight.kind === 'distillation' ? `distillation ${path} ${sight.distillation.student}` : `${sight.kind} ${path}`;
}

function trainingCard(title: string, id: string, { state, curves, game, network }: WatchedTraining): Card {
  const { status, agentSteps, totalAgentSteps, agentStepsPerSecond, remainingSeconds, episodes } = state;
  const best = state.bestEvaluation;
  return {
    ...{ id, title, what: wordsOf('Training', network, game) },
    status: status === 'untrained' ? 'unreadable' : status,
    share: totalAgentSteps === null ? null : Math.min(1, agentSteps / totalAgentSteps),
    extent: extentOf(agentSteps, totalAgentSteps, 'agent steps'),
    pace: [
      ...(status !== 'running' || agentStepsPerSecond === null
        ? []
        : [`${formatFigure(agentStepsPerSecond)} a second`]),
      ...(remainingSeconds === null ? [] : [`${formatDuration(remainingSeconds)} left`]),
      ...(episodes === 0 ? [] : [`${episodes.toLocaleString('en')} episodes`]),
      ...(best ? [`best ${formatFigure(best.meanReturn)} at ${best.agentSteps.toLocaleString('en')}`] : []),
    ],
    curves: [
      // Before its first evaluation the main line is that of training.
      curve(curves.evaluations.length > 0 ? 'Evaluation return' : 'Training return', 'steps', [
        { name: 'evaluation', points: pointsOf(curves.evaluations) },
        { name: 'training', points: pointsOf(curves.meanReturns) },
      ]),
      curve('Loss', 'steps', [{ name: 'loss', points: pointsOf(curves.losses) }]),
    ].filter(isDrawn),
  };
}

function distillationCard(run: string, id: string, distillation: WatchedDistillation): Card {
  const { student, status, game, method, maxEpochs, history, secondsPerEpoch, remainingSeconds } = distillation;
  type Epoch = (typeof history)[number];
  const line = (name: string, value: (epoch: Epoch) => number | null): CurveLine => ({
    name,
    points: history.flatMap((record) => {
      const of = value(record);
      return of === null || !Number.isFinite(of) ? [] : [[record.epoch, of] as const];
    }),
  });
  const measure = (title: string, value: (of: Epoch['validation']) => number | null, isShare = false) =>
    curve(title, 'epochs', [line(title, ({ validation }) => value(validation) ?? null)], isShare);
  const hasProofs = history.some(({ validation }) => typeof validation.provedShare === 'number');
  const best = history.findLast(({ isBest }) => isBest);
  return {
    ...{ id, title: `${run} / ${student}`, what: wordsOf('Distillation', method, game), status },
    share: maxEpochs === null ? null : history.length / maxEpochs,
    extent: maxEpochs === null && history.length === 0 ? 'Begun' : extentOf(history.length, maxEpochs, 'epochs'),
    pace: [
      ...(history.length === 0 ? ['more from its first checkpoint on'] : []),
      ...(secondsPerEpoch === null ? [] : [`${formatDuration(secondsPerEpoch)} an epoch`]),
      ...(remainingSeconds ? [`at most ${formatDuration(remainingSeconds)} left`] : []),
      ...(best ? [`best epoch ${best.epoch}`] : []),
    ],
    curves: [
      curve('Validation loss', 'epochs', [
        line('validation', ({ validationLoss }) => validationLoss),
        line('training', ({ trainingLoss }) => trainingLoss),
      ]),
      measure('Balanced accuracy', ({ balancedAccuracy }) => balancedAccuracy, true),
      ...(hasProofs ? [measure('Proved', ({ provedShare }) => provedShare, true)] : []),
      measure('Prescription gap', ({ meanPrescriptionGap }) => meanPrescriptionGap),
      ...(hasProofs ? [] : [measure('Jacobian norm', ({ jacobianNorm }) => jacobianNorm)]),
    ].filter(isDrawn),
  };
}

function sweepCard(id: string, { name, status, jobs, doneAtMs, beganAtMs, remainingSeconds }: SweepSight): Card {
  const since = doneAtMs.filter((atMs) => atMs >= beganAtMs);
  const earlier = doneAtMs.length - since.length;
  const points = since.map((atMs, i) => [(atMs - beganAtMs) / 60_000, earlier + i + 1] as const);
  return {
    ...{ id, title: name, what: 'Sweep', status, share: doneAtMs.length / jobs },
    extent: extentOf(doneAtMs.length, jobs, 'jobs'),
    pace: remainingSeconds === null ? [] : [`${formatDuration(remainingSeconds)} left`],
    curves: [
      curve('Jobs done', 'minutes', [{ name: 'jobs', points: thinned([[0, earlier] as const, ...points]) }]),
    ].filter(isDrawn),
  };
}

/** "Training · Rainbow · Bank Heist". */
function wordsOf(...words: readonly [doing: string, what: string | null, game: string | null]): string {
  const [doing, what, game] = words;
  return [doing, what, game === null ? null : gameTitle(game)].filter((word) => word !== null).join(' · ');
}

function extentOf(done: number, of: number | null, unit: string): string {
  return of === null
    ? `${done.toLocaleString('en')} ${unit}`
    : `${done.toLocaleString('en')} of ${of.toLocaleString('en')} ${unit}`;
}

function curve(title: string, unit: string, lines: readonly CurveLine[], isShare = false): CurveEntry {
  const isLoss = /loss$/i.test(title);
  return { title, unit, isShare, isLoss, lines: lines.filter(({ points }) => points.length > 0) };
}

/** A single point is no curve yet, but a figure. */
function isDrawn({ lines }: CurveEntry): boolean {
  return lines.length > 0;
}

function pointsOf(points: readonly CurvePoint[]): CurveLine['points'] {
  return thinned(
    points.filter(({ value }) => Number.isFinite(value)).map(({ agentSteps, value }) => [agentSteps, value]),
  );
}

/** Means of equal shares, at their last places; the newest point stays itself. */
function thinned(points: readonly (readonly [at: number, value: number])[]): CurveLine['points'] {
  if (points.length <= mostPoints) return points;
  const older = points.slice(0, -1);
  const shares = Array.from({ length: mostPoints - 1 }, (_, i) => {
    const share = older.slice(
      Math.floor((i * older.length) / (mostPoints - 1)),
      Math.floor(((i + 1) * older.length) / (mostPoints - 1)),
    );
    return [share.at(-1)![0], share.reduce((sum, [, value]) => sum + value, 0) / share.length] as const;
  });
  return [...shares, points.at(-1)!];
}
