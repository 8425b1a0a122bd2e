/** The frame around every long command: progress, Ctrl-C, the result in words or JSON, and what to do next. */
import { visible } from '@a2pd/core';
import type { JobContext } from '@a2pd/experiment';
import { launcher } from './command-line.js';
import { exitStatus } from './terminal/failure.js';
import { listenForInterruption } from './terminal/interruption.js';
import { createProgressDisplay } from './terminal/progress-display.js';

export interface JobResult {
  /** What `--json` prints. */
  readonly json: unknown;
  /** What a person reads. */
  readonly text: string;
  /** The command that comes next. */
  readonly next?: string | undefined;
  /** Whether it was stopped on request: whoever asked for that is told so, unless said otherwise, though the result be whole. */
  readonly isInterrupted?: boolean | undefined;
}

/** Runs a job to its end and prints its result on standard output. */
export async function runJob(
  options: { readonly json?: boolean },
  job: (context: JobContext) => Promise<JobResult>,
): Promise<void> {
  const interruption = listenForInterruption();
  const display = createProgressDisplay();
  const say = (line: string) => {
    display.stop();
    console.error(visible(line));
  };
  try {
    const {
      json,
      text,
      next,
      isInterrupted = interruption.signal.aborted,
    } = await job({
      signal: interruption.signal,
      onProgress: display.listener,
      say,
    });
    display.stop();
    if (options.json) console.log(visible(JSON.stringify(next ? { ...(json as object), next } : json)));
    else console.log(visible(next ? `${text}\n\nNext: ${launcher} ${next}` : text));
    if (isInterrupted) process.exitCode = exitStatus.interrupted;
  } finally {
    display.stop();
    interruption.dispose();
  }
}
