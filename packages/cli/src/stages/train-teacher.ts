/** Trains a Rainbow teacher, keeps checkpoints to continue from, its metrics, and at the end its best weights. */
import { romMd5 } from '@a2pd/ale';
import { Artefact, type ParentReference } from '@a2pd/artefact';
import type { PresetName } from '@a2pd/atari';
import { A2pdError, expectationError } from '@a2pd/core';
import {
  type Checkpoint,
  loadCheckpoint,
  type RainbowConfig,
  readPolicy,
  saveCheckpoint,
  savePolicy,
  type TrainResult,
  train,
} from '@a2pd/rainbow';
import type { HostTensors } from '@a2pd/tensor';
import { openEpisodicEnvironment } from '../game-environment.js';
import type { JobContext } from '../job.js';
import type { RunFolder } from '../run-folder.js';
import { evaluateInTraining } from './evaluate-in-training.js';
import { openMetricsFile } from './metrics-file.js';
import { openTrainingBoard, type TrainingBoard } from './training-board.js';

/** What a training run is; a resumed one reads it from its checkpoint. */
export interface TrainingPlan {
  readonly game: string;
  readonly preset: PresetName;
  readonly config: RainbowConfig;
  readonly numEnvironments: number;
  /** Episodes of each evaluation during training. */
  readonly evaluationEpisodes: number;
  /** Folder of a teacher whose weights training starts from. */
  readonly from?: string;
  /** Says how the run is smaller than the paper's, if it is. */
  readonly scaledDown?: string;
}

export interface TrainingOutputs {
  /** Event files for TensorBoard, pictures of episodes among them; written unless false. */
  readonly tensorboard?: boolean;
}

export interface TrainedTeacher {
  readonly teacher: string;
  readonly agentSteps: number;
  readonly updates: number;
  readonly bestEvaluationReturn: number | null;
  readonly interrupted: boolean;
}

/** Trains from the beginning. */
export function trainTeacher(
  folder: RunFolder,
  plan: TrainingPlan,
  context: JobContext,
  outputs: TrainingOutputs = {},
): Promise<TrainedTeacher> {
  return runTraining(folder, plan, undefined, context, outputs);
}

/**
 * Continues a run where its last checkpoint was taken; the result is that of a run never interrupted.
 * @throws A2pdError FILE_UNAVAILABLE, CORRUPT_ARTEFACT or INCOMPATIBLE_ARTEFACT.
 */
export async function resumeTraining(
  folder: RunFolder,
  context: JobContext,
  outputs: TrainingOutputs = {},
): Promise<TrainedTeacher> {
  const { manifest } = await Artefact.open(folder.training, 'training');
  const { game, scaledDown, config } = manifest;
  const checkpoint = await loadCheckpoint(folder.training);
  if (game === undefined || game !== config.game || manifest.romMd5 !== romMd5(game)) {
    const remedy = 'continue it on a machine with the ROM it was trained on';
    throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The checkpoint in ${folder.training} is of another game; ${remedy}`, {
      remedy,
    });
  }
  const { preset, numEnvironments, evaluationEpisodes } = config as unknown as TrainingPlan;
  context.say(`Continuing ${folder.name} at agent step ${checkpoint.state.agentSteps}`);
  const plan = { game, preset, numEnvironments, evaluationEpisodes, config: checkpoint.config };
  return runTraining(folder, { ...plan, ...(scaledDown ? { scaledDown } : {}) }, checkpoint, context, outputs);
}

async function runTraining(
  folder: RunFolder,
  plan: TrainingPlan,
  resume: Checkpoint | undefined,
  context: JobContext,
  { tensorboard = true }: TrainingOutputs,
): Promise<TrainedTeacher> {
  const { game, preset, config, numEnvironments, evaluationEpisodes } = plan;
  const ancestor = plan.from === undefined ? undefined : await openAncestor(plan.from, game);
  const metrics = await openMetricsFile(folder, resume?.state.agentSteps);
  // Autoreset `disabled`: the run draws the seeds itself, so that its running episodes can be played again.
  const environment = openEpisodicEnvironment({ game, preset, numEnvironments });
  let board: TrainingBoard | undefined;
  try {
    if (tensorboard) board = await openTrainingBoard(folder, resume?.state.agentSteps);
    const result = await train({
      config,
      environment,
      signal: context.signal,
      onProgress: context.onProgress,
      onMetrics: (line) => {
        metrics.add(line);
        board?.add(line);
      },
      onPriorities: (agentSteps, priorities) => board?.addPriorities(agentSteps, priorities),
      evaluate: async (model, agentSteps) => {
        const { meanReturn, picture } = await evaluateInTraining(model, plan, board !== undefined);
        if (picture) board?.addEpisode(agentSteps, picture);
        return { meanReturn };
      },
      onCheckpoint: async (checkpoint) => {
        await metrics.flush();
        await saveCheckpoint(folder.training, checkpoint, {
          ...describe(plan, ancestor),
          config: { game, preset, numEnvironments, evaluationEpisodes },
        });
      },
      ...(ancestor ? { startFrom: ancestor.weights } : {}),
      ...(resume ? { resume } : {}),
    });
    await metrics.flush();
    await keepTeacher(folder, plan, ancestor, result);
    return {
      teacher: folder.teacher,
      agentSteps: result.last.agentSteps,
      updates: result.updates,
      bestEvaluationReturn: result.best.meanReturn,
      interrupted: result.isInterrupted,
    };
  } finally {
    environment.close();
    await board?.close();
  }
}

interface Ancestor {
  readonly reference: ParentReference;
  readonly weights: HostTensors;
}

async function openAncestor(directory: string, game: string): Promise<Ancestor> {
  const { manifest, reference } = await Artefact.open(directory, 'policy');
  if (manifest.game !== game) {
    const remedy = 'start from a teacher of the same game';
    throw expectationError('INCOMPATIBLE_ARTEFACT', `a teacher of ${game} in ${directory}`, manifest.game, remedy);
  }
  return { reference, weights: (await readPolicy(directory)).weights };
}

function keepTeacher(
  { teacher }: RunFolder,
  plan: TrainingPlan,
  ancestor: Ancestor | undefined,
  { architecture, best, last, updates }: TrainResult,
) {
  const { preset, config, numEnvironments } = plan;
  return savePolicy(teacher, {
    architecture,
    weights: best.weights,
    training: config,
    description: {
      ...describe(plan, ancestor),
      config: { preset },
      summary: {
        agentSteps: best.agentSteps,
        trainedAgentSteps: last.agentSteps,
        updates,
        evaluationReturn: best.meanReturn,
        numEnvironments,
      },
    },
  });
}

function describe({ game, config, scaledDown }: TrainingPlan, ancestor: Ancestor | undefined) {
  return {
    game,
    romMd5: romMd5(game),
    seeds: { training: config.seed },
    ...(ancestor ? { parents: [ancestor.reference] } : {}),
    ...(scaledDown ? { scaledDown } : {}),
  };
}
