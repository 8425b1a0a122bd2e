/** `metrics.jsonl`: one line for each thing a training run reports, in order, without holding training up. */
import { open } from 'node:fs/promises';
import { readTextIfPresent, writeFileAtomically } from '@a2pd/artefact';
import { unwritable } from '@a2pd/core';
import { parseMetrics, type TrainingMetrics } from '@a2pd/rainbow';
import type { RunFolder } from '../run/run-folder.js';

export interface MetricsFile {
  add(line: TrainingMetrics): void;
  /** Resolves when everything added so far is on the disk. @throws A2pdError FILE_UNAVAILABLE, e.g. on a full disk. */
  flush(): Promise<void>;
  /** Flushes; nothing may be added afterwards. Throws as `flush`. */
  close(): Promise<void>;
}

/** Where a run continues. */
export interface Continuation {
  readonly agentSteps: number;
  /** How long it is meant to be now. */
  readonly totalAgentSteps: number;
  /** Whether the first thing it does is the evaluation of this very agent step. */
  readonly isEvaluationDue: boolean;
}

/** Opens the file for a run that begins, or continues: lines beyond its checkpoint are written again by the run. */
export async function openMetricsFile(folder: RunFolder, continuation?: Continuation): Promise<MetricsFile> {
  const file = folder.metrics;
  const kept = continuation ? keptLines(await readMetrics(folder), continuation) : [];
  await writeFileAtomically(file, kept.map(lineOf).join(''));
  const handle = await open(file, 'a').catch((cause) => {
    throw unwritable(file, cause);
  });
  let failure: unknown;
  let written = Promise.resolve();
  const flush = async () => {
    await written;
    try {
      if (failure !== undefined) throw failure;
      await handle.datasync();
    } catch (cause) {
      throw unwritable(file, cause);
    }
  };
  return {
    add: (line) => {
      // After a failed write the file may end within a line: nothing readable can follow.
      written = written.then(async () => {
        if (failure === undefined) await handle.appendFile(lineOf(line)).catch((cause) => (failure = cause));
      });
    },
    flush,
    close: async () => {
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}

/**
 * What a run has reported so far; nothing where there is no file. Lines that a crash cut off are left out.
 * @throws A2pdError FILE_UNAVAILABLE for a file that cannot be read.
 */
export async function readMetrics({ metrics: path }: RunFolder): Promise<TrainingMetrics[]> {
  const text = (await readTextIfPresent(path, 'make it readable')) ?? '';
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => parseMetrics(line) ?? []);
}

function keptLines(lines: readonly TrainingMetrics[], continuation: Continuation): TrainingMetrics[] {
  return lines
    .filter((line) => line.kind !== 'end' && !comesAgain(line, continuation))
    .map((line) => (line.kind === 'begin' ? { ...line, totalAgentSteps: continuation.totalAgentSteps } : line));
}

/** The evaluation of a run's end is made when it ends, also when it had ended before. */
function comesAgain({ kind, agentSteps }: TrainingMetrics, continuation: Continuation): boolean {
  const isOver = continuation.agentSteps >= continuation.totalAgentSteps;
  const isEvaluated = kind === 'evaluation' && (continuation.isEvaluationDue || isOver);
  return agentSteps > continuation.agentSteps || (isEvaluated && agentSteps === continuation.agentSteps);
}

function lineOf(line: TrainingMetrics): string {
  return `${JSON.stringify(line)}\n`;
}
