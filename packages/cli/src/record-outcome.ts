/** What a command that writes one record of a policy says at its end. */
import { commandLine } from './command-line.js';
import type { JobResult } from './job.js';

interface Asked {
  readonly run?: string;
  readonly runs: string;
}

/**
 * @param text The record in words.
 * @param output The folder it was written to, if it was.
 * @param options The report comes next where there is a run to report on.
 */
export function recordOutcome(
  record: object,
  text: string,
  output: string | undefined,
  { run, runs }: Asked,
): JobResult {
  return {
    json: output ? { directory: output, ...record } : record,
    text: output ? `${text}\nRecord: ${output}` : text,
    next: run === undefined ? undefined : commandLine('report', { run, runs }),
  };
}
