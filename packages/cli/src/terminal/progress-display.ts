/** Shows long work: a bar with rate and remaining time on a terminal, a plain line now and then elsewhere. */
import { formatDuration, formatFigure, type Progress, type ProgressListener, visibleWord } from '@a2pd/core';
import { SingleBar } from 'cli-progress';

const plainLineEveryMs = 10_000;
const leastBarWidth = 6;
const mostBarWidth = 24;

export interface ProgressDisplay {
  readonly listener: ProgressListener;
  /** Ends the current bar or line; safe to call more than once. */
  stop(): void;
}

/** Everything goes to standard error: standard output belongs to results. */
export function createProgressDisplay(stream: NodeJS.WriteStream = process.stderr): ProgressDisplay {
  return stream.isTTY ? barDisplay(stream) : lineDisplay(stream);
}

/** Rate since the job began, in units a second, and the seconds that remain at that rate. */
export function rateOf(progress: Progress, elapsedMs: number, completedAtStart: number) {
  const done = progress.completed - completedAtStart;
  const rate = elapsedMs > 0 ? (done * 1000) / elapsedMs : 0;
  return { rate, remainingSeconds: rate > 0 ? (progress.total - progress.completed) / rate : Number.POSITIVE_INFINITY };
}

/** "120/500 agent steps, 40/s, 10s left, loss 0.31". */
export function describeProgress(progress: Progress, elapsedMs: number, completedAtStart: number): string {
  const { extent, pace, figures } = wordsOf(progress, elapsedMs, completedAtStart);
  return [extent, ...pace, ...figures].join(', ');
}

/**
 * "train 24%, 40/s, 10s left, 120/500 agent steps, loss 0.31 ██░░░░░░░░": of the words as many as fit, the first ones first,
 * and a bar where they leave room for one.
 */
export function progressLine(progress: Progress, elapsedMs: number, completedAtStart: number, columns: number): string {
  const { extent, pace, figures } = wordsOf(progress, elapsedMs, completedAtStart);
  const share = progress.total > 0 ? Math.min(1, progress.completed / progress.total) : 0;
  // In the last column a terminal would begin a new line.
  const room = columns - 1;
  const beginning = `${visibleWord(progress.stage)} ${Math.floor(100 * share)}%`.slice(0, room);
  const text = [...pace, extent, ...figures].reduce((line, word) => {
    const longer = `${line}, ${word}`;
    return longer.length <= room ? longer : line;
  }, beginning);
  const width = Math.min(mostBarWidth, room - text.length - 1);
  return width < leastBarWidth ? text : `${text} ${barOf(share, width)}`;
}

function wordsOf(progress: Progress, elapsedMs: number, completedAtStart: number) {
  const { rate, remainingSeconds } = rateOf(progress, elapsedMs, completedAtStart);
  return {
    extent: `${progress.completed}/${progress.total} ${progress.unit}`,
    pace: [`${formatFigure(rate)}/s`, `${formatDuration(remainingSeconds)} left`],
    figures: Object.entries(progress.figures ?? {}).map(([name, value]) => `${name} ${formatFigure(value)}`),
  };
}

function barOf(share: number, width: number): string {
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** One job at a time: a new stage name starts a new clock. */
interface Job {
  stage: string;
  startedAtMs: number;
  completedAtStart: number;
  isTold?: boolean;
}

function startJob(progress: Progress): Job {
  return { stage: progress.stage, startedAtMs: performance.now(), completedAtStart: progress.completed };
}

function barDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  let job: Job | undefined;
  let bar: SingleBar | undefined;
  let line = '';
  const stop = () => {
    bar?.stop();
    bar = undefined;
    job = undefined;
  };
  const listener: ProgressListener = (progress) => {
    const isNew = job?.stage !== progress.stage;
    if (isNew) stop();
    job ??= startJob(progress);
    line = progressLine(progress, performance.now() - job.startedAtMs, job.completedAtStart, stream.columns ?? 80);
    if (isNew) {
      bar = new SingleBar({ format: () => line, stream, hideCursor: true, fps: 4 });
      bar.start(progress.total, progress.completed);
    }
    bar?.update(progress.completed);
  };
  return { listener, stop };
}

function lineDisplay(stream: NodeJS.WriteStream): ProgressDisplay {
  let job: Job | undefined;
  let lastLineMs = 0;
  const listener: ProgressListener = (progress) => {
    const now = performance.now();
    if (job?.stage !== progress.stage) {
      job = startJob(progress);
      lastLineMs = now;
      return;
    }
    const isFinished = progress.completed >= progress.total;
    // A finished job is told once, however often it reports.
    if (isFinished ? job.isTold : now - lastLineMs < plainLineEveryMs) return;
    job.isTold = isFinished;
    lastLineMs = now;
    stream.write(
      `${visibleWord(progress.stage)}: ${describeProgress(progress, now - job.startedAtMs, job.completedAtStart)}\n`,
    );
  };
  return {
    listener,
    stop: () => {
      job = undefined;
    },
  };
}
