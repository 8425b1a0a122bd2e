import { RunProgress, type WatchedRun } from '@a2pd/experiment/watch';
import type { LearningMetrics, TrainingMetrics } from '@a2pd/rainbow';
import { expect, it } from 'vitest';
import { plainLine, viewLines } from './view.js';

const begin: TrainingMetrics = { kind: 'begin', agentSteps: 0, totalAgentSteps: 2000 };
const learning = (agentSteps: number, meanReturn: number | null = null): LearningMetrics => ({
  ...{ kind: 'learning', agentSteps, updates: agentSteps / 4, loss: 4000 / agentSteps, gradientNorm: 1 },
  ...{ importanceSamplingExponent: 0.5, explorationEpsilon: 0, meanReturn },
});
const evaluation = (agentSteps: number, meanReturn: number): TrainingMetrics => ({
  ...{ kind: 'evaluation', agentSteps, meanReturn },
});
const end = (agentSteps: number): TrainingMetrics => ({ kind: 'end', agentSteps, ending: 'completed' });
const episode: TrainingMetrics = { kind: 'episode', agentSteps: 900, return: -21, episodeAgentSteps: 800 };
/** As followed: the log's state and what lies beside it. */
const seen = (progress: RunProgress, nowMs: number, beside: Partial<WatchedRun> = {}): WatchedRun => ({
  ...progress.state(nowMs),
  ...{ hasCheckpoint: true, ...beside },
});
const read = (writtenAtMs: number, ...lines: TrainingMetrics[]) => ({ lines, restarted: false, writtenAtMs });

it('waits, runs and finishes', () => {
  const progress = new RunProgress('pong');
  expect(progress.state(0)).toMatchObject({ status: 'waiting', quietSeconds: null, agentStepsPerSecond: null });
  expect(viewLines(seen(progress, 0), progress.curves, 'runs')).toEqual([plainLine(seen(progress, 0), 'runs')]);
  progress.add(read(1000, begin));
  progress.add(read(11_000, learning(1000), episode));
  expect(progress.state(14_000)).toEqual({
    ...{ run: 'pong', status: 'running', agentSteps: 1000, totalAgentSteps: 2000, updates: 250, episodes: 1 },
    ...{ meanReturn: null, loss: 4, gradientNorm: 1, lastEvaluation: null, bestEvaluation: null },
    ...{ agentStepsPerSecond: 100, remainingSeconds: 10, quietSeconds: 3 },
  });
  expect(plainLine(seen(progress, 14_000), 'runs')).toBe('pong: 1,000 of 2,000 agent steps, 100/s, 10s left, loss 4');
  progress.add(read(21_000, evaluation(1000, 3), learning(2000, 1.5), evaluation(2001, 2), end(2001)));
  expect(progress.state(21_000)).toMatchObject({ status: 'finished', remainingSeconds: null });
  expect(plainLine(seen(progress, 21_000), 'runs')).toBe(
    'pong: 2,001 of 2,000 agent steps, finished, mean return 1.5, loss 2, evaluation 2 at 2,001, best 3 at 1,000',
  );
});

it('forgets what a resumed run had said beyond its checkpoint', () => {
  const progress = new RunProgress('pong');
  progress.add(read(1000, begin, learning(1000, -3), learning(1400, 7)));
  progress.add({ lines: [begin, learning(1000, -3)], restarted: true, writtenAtMs: 5000 });
  expect(progress.state(5000)).toMatchObject({ agentSteps: 1000, meanReturn: -3, agentStepsPerSecond: null });
  expect(progress.curves.meanReturns).toEqual([{ agentSteps: 1000, value: -3 }]);
  progress.add(read(7000, learning(1200, -2)));
  expect(progress.state(7000).agentStepsPerSecond).toBe(100);
});

it('gives the rate of the last minute', () => {
  const progress = new RunProgress('pong');
  for (let minute = 0; minute <= 4; minute++) progress.add(read(minute * 60_000, learning(400 * (minute + 1))));
  progress.add(read(270_000, learning(8000)));
  expect(progress.state(270_000).agentStepsPerSecond).toBeCloseTo((8000 - 1600) / 90, 9);
});

it('draws curves, and says when a run has fallen silent', () => {
  const progress = new RunProgress('pong');
  progress.add(read(0, begin, learning(500, 1), learning(1000, 2), evaluation(1000, 5)));
  expect(viewLines(seen(progress, 90_000), progress.curves, '/data')).toEqual([
    'pong  ████████████████░░░░░░░░░░░░░░░░ 50%  1,000 of 2,000 agent steps, rate not known yet',
    '  mean return  ▁█                                2',
    '  loss         █▁                                4',
    '  evaluation   ▁                                 5 at 1,000 (the best)',
    '  nothing new for 1m00s: it evaluates, writes a checkpoint, or was killed on another machine',
  ]);
  expect(plainLine(seen(progress, 90_000), 'runs')).toMatch(/; nothing new for 1m00s: it evaluates/);
  expect(plainLine(seen(progress, 90_000, { status: 'killed' }), '/data')).toMatch(
    /^pong: no longer at work, 1,000 of 2,000 agent steps, .*; killed, or failed: a2pd train --resume pong --runs \/data continues it from/,
  );
  expect(plainLine(seen(progress, 90_000, { status: 'killed', hasCheckpoint: false }), '/data')).toMatch(
    /killed, or failed, before its first checkpoint: begin it anew$/,
  );
});

it('tells a run that was stopped on request from one that runs', () => {
  const progress = new RunProgress('pong');
  progress.add(read(1000, begin, { kind: 'end', agentSteps: 640, ending: 'interrupted' }));
  expect(progress.state(1000)).toMatchObject({ status: 'stopped', agentSteps: 640, remainingSeconds: null });
  const line = 'pong: stopped at 640 of 2,000 agent steps; a2pd train --resume pong continues it';
  expect(plainLine(seen(progress, 1000), 'runs')).toBe(line);
  expect(viewLines(seen(progress, 1000), progress.curves, 'runs').at(-1)).toContain('a2pd train --resume pong');
  progress.add({ lines: [begin, learning(600)], restarted: true, writtenAtMs: 5000 });
  expect(progress.state(5000).status).toBe('running');
});
