/** Trains a Rainbow teacher and keeps its best weights and its metrics. */
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { romMd5 } from '@a2pd/ale';
import { makeFolder } from '@a2pd/artefact';
import type { PresetName } from '@a2pd/atari';
import { evaluate } from '@a2pd/evaluate';
import { type RainbowConfig, savePolicy, type TrainingMetrics, train } from '@a2pd/rainbow';
import type { Model } from '@a2pd/tensor';
import { evaluationSeeds, openEndlessEnvironment, openEpisodicEnvironment } from '../game-environment.js';
import type { JobContext } from '../job.js';
import type { RunFolder } from '../run-folder.js';

export interface TrainTeacherOptions {
  readonly folder: RunFolder;
  readonly game: string;
  readonly preset: PresetName;
  readonly config: RainbowConfig;
  readonly numEnvironments: number;
  /** Episodes of each evaluation during training. */
  readonly evaluationEpisodes: number;
  /** Says how the run is smaller than the paper's, if it is. */
  readonly scaledDown?: string;
}

export interface TrainedTeacher {
  readonly teacher: string;
  readonly agentSteps: number;
  readonly updates: number;
  readonly bestEvaluationReturn: number | null;
  readonly interrupted: boolean;
}

export const metricsFileName = 'metrics.jsonl';

export async function trainTeacher(options: TrainTeacherOptions, context: JobContext): Promise<TrainedTeacher> {
  const { folder, game, preset, config, numEnvironments } = options;
  const metrics = await openMetrics(join(folder.path, 'training'));
  const environment = openEndlessEnvironment({ game, preset, numEnvironments });
  try {
    const result = await train({
      config,
      environment,
      signal: context.signal,
      onProgress: context.onProgress,
      onMetrics: metrics.add,
      evaluate: (model) => evaluateInTraining(model, options),
    });
    await metrics.flush();
    await savePolicy(folder.teacher, {
      architecture: result.architecture,
      weights: result.best.weights,
      training: config,
      description: {
        game,
        romMd5: romMd5(game),
        config: { preset },
        seeds: { training: config.seed },
        ...(options.scaledDown ? { scaledDown: options.scaledDown } : {}),
        summary: {
          agentSteps: result.best.agentSteps,
          trainedAgentSteps: result.last.agentSteps,
          updates: result.updates,
          evaluationReturn: result.best.meanReturn,
          numEnvironments,
        },
      },
    });
    return {
      teacher: folder.teacher,
      agentSteps: result.last.agentSteps,
      updates: result.updates,
      bestEvaluationReturn: result.best.meanReturn,
      interrupted: result.isInterrupted,
    };
  } finally {
    environment.close();
  }
}

async function evaluateInTraining(
  policy: Model,
  { game, preset, evaluationEpisodes }: TrainTeacherOptions,
): Promise<{ meanReturn: number }> {
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments: evaluationEpisodes });
  try {
    const { summary } = await evaluate({
      environment,
      policy,
      seeds: evaluationSeeds(evaluationEpisodes, 1),
      gradientProbePeriodAgentSteps: 0,
    });
    return { meanReturn: summary.returns.mean };
  } finally {
    environment.close();
  }
}

/** Metrics lines are gathered and appended in order, so that training never waits for the disk. */
async function openMetrics(directory: string) {
  await makeFolder(directory);
  const file = join(directory, metricsFileName);
  await writeFile(file, '');
  let written = Promise.resolve();
  return {
    add: (line: TrainingMetrics) => {
      written = written.then(() => appendFile(file, `${JSON.stringify(line)}\n`));
    },
    flush: () => written,
  };
}
