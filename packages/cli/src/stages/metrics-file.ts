/** `metrics.jsonl`: one line for each thing a training run reports, in order, without holding training up. */
import { appendFile, readFile } from 'node:fs/promises';
import { writeFileAtomically } from '@a2pd/artefact';
import type { TrainingMetrics } from '@a2pd/rainbow';
import type { RunFolder } from '../run-folder.js';

export interface MetricsFile {
  add(line: TrainingMetrics): void;
  /** Resolves when everything added so far is in the file. */
  flush(): Promise<void>;
}

/** Opens the file for a run that begins, or continues at `afterAgentSteps`: lines beyond are written again by the run. */
export async function openMetricsFile(folder: RunFolder, afterAgentSteps = 0): Promise<MetricsFile> {
  const file = folder.metrics;
  const kept = (await readMetrics(folder)).filter(({ agentSteps }) => agentSteps <= afterAgentSteps);
  await writeFileAtomically(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
  let written = Promise.resolve();
  return {
    add: (line) => {
      written = written.then(() => appendFile(file, `${JSON.stringify(line)}\n`));
    },
    flush: () => written,
  };
}

/** What a run has reported so far; nothing where there is no file. A last line cut off by a crash is left out. */
export async function readMetrics(folder: RunFolder): Promise<TrainingMetrics[]> {
  const text = await readFile(folder.metrics, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as TrainingMetrics);
}
