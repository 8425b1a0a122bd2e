/** What training reports, for TensorBoard: `tensorboard --logdir runs` shows every run's curves side by side. */
import type { LearningMetrics, SavedCheckpoint, TrainingMetrics } from '@a2pd/rainbow';
import { EventWriter } from '@a2pd/tensorboard';
import type { RunFolder } from '../run/run-folder.js';
import { TrainingSpeed } from './training-speed.js';

export interface TrainingBoard {
  add(line: TrainingMetrics): void;
  /** A histogram of the replay's newest priorities, float32[B]. */
  addPriorities(agentSteps: number, priorities: Float32Array): void;
  /** How the teacher plays, an animated GIF. */
  addEpisode(agentSteps: number, gif: Uint8Array): void;
  /** What keeping a checkpoint cost. */
  addCheckpoint(saved: SavedCheckpoint): void;
  /** Resolves when everything is on the disk. */
  close(): Promise<void>;
}

/** For a run that begins, or continues at `afterAgentSteps`: what was shown beyond is shown no more. */
export async function openTrainingBoard(folder: RunFolder, afterAgentSteps?: number): Promise<TrainingBoard> {
  const purgeFromStep = afterAgentSteps === undefined ? 0 : afterAgentSteps + 1;
  const writer = await EventWriter.open(folder.tensorboard, { purgeFromStep });
  const speed = new TrainingSpeed();
  return {
    add: (line) => {
      if (line.kind === 'episode') writer.scalar('training/episode_return', line.return, line.agentSteps);
      if (line.kind === 'evaluation') {
        writer.scalar('evaluation/mean_return', line.meanReturn, line.agentSteps);
        speed.pause();
      }
      if (line.kind === 'learning') addLearning(writer, line, speed);
    },
    addPriorities: (agentSteps, priorities) => writer.histogram('replay/priority', priorities, agentSteps),
    addEpisode: (agentSteps, gif) => writer.image('evaluation/episode', gif, agentSteps),
    addCheckpoint: ({ agentSteps, bytes, newBytes, frameCompression, seconds }) => {
      writer.scalar('checkpoint/bytes', bytes, agentSteps);
      writer.scalar('checkpoint/new_bytes', newBytes, agentSteps);
      writer.scalar('checkpoint/seconds', seconds, agentSteps);
      if (frameCompression !== null) writer.scalar('checkpoint/frame_compression', frameCompression, agentSteps);
      speed.pause();
    },
    close: () => writer.close(),
  };
}

function addLearning(writer: EventWriter, line: LearningMetrics, speed: TrainingSpeed): void {
  const rates = speed.at(performance.now(), line);
  const figures = {
    'training/loss': line.loss,
    'training/gradient_norm': line.gradientNorm,
    'training/defence_term': line.defenceTerm,
    'training/mean_return': line.meanReturn,
    'schedule/importance_sampling_exponent': line.importanceSamplingExponent,
    'schedule/exploration_epsilon': line.explorationEpsilon,
    'schedule/learning_rate': line.learningRate,
    'schedule/defence_epsilon': line.defenceEpsilon,
    'speed/agent_steps_per_second': rates?.agentStepsPerSecond,
    'speed/updates_per_second': rates?.updatesPerSecond,
  };
  for (const [tag, value] of Object.entries(figures)) {
    // Before the first episode has ended there is no mean return.
    if (value !== null && value !== undefined) writer.scalar(tag, value, line.agentSteps);
  }
}
