/** A whole training run: steps a Trainer to its end, evaluates now and then, and keeps the best weights. */
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { ProgressListener, VectorEnvironment } from '@a2pd/core';
import type { HostTensors, Model } from '@a2pd/tensor';
import type { Architecture } from './architecture.js';
import type { RainbowConfig } from './config.js';
import type { TrainingMetrics } from './metrics.js';
import { RainbowModel } from './model.js';
import { Trainer } from './trainer.js';

export interface TrainOptions {
  readonly config: RainbowConfig;
  /** Stays the caller's, who closes it. Autoreset `disabled` or `next-step`; see rollout.ts. */
  readonly environment: VectorEnvironment;
  readonly onProgress?: ProgressListener;
  /** One object a line of `metrics.jsonl`. */
  readonly onMetrics?: (metrics: TrainingMetrics) => void;
  /** Stops the run at the next step border; what was learned so far is returned. */
  readonly signal?: AbortSignal;
  /** Plays with the weights' means; the model is the run's own and goes on learning afterwards. */
  readonly evaluate?: (model: Model) => Promise<{ meanReturn: number }>;
}

export interface Snapshot {
  readonly agentSteps: number;
  readonly weights: HostTensors;
  /** By `evaluate`; null when it did not look at these weights. */
  readonly meanReturn: number | null;
}

export interface TrainResult {
  readonly architecture: Architecture;
  readonly last: Snapshot;
  /** The snapshot with the highest evaluated return; the last one when nothing was evaluated. */
  readonly best: Snapshot;
  readonly updates: number;
  /** True when `signal` ended the run before its time. */
  readonly isInterrupted: boolean;
}

/** Trains a teacher as `config` says. @throws A2pdError NOT_FINITE when learning diverges. */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { config, environment, onProgress, onMetrics, signal, evaluate } = options;
  const trainer = new Trainer(config, environment, { onProgress, onMetrics });
  const { architecture, online } = trainer.learner;
  const model = new RainbowModel(architecture, online, { name: 'rainbow in training' });
  let best: Snapshot | undefined;
  let last: Snapshot | undefined;
  const look = async (): Promise<void> => {
    if (!evaluate || last?.agentSteps === trainer.agentSteps) return;
    const { meanReturn } = await evaluate(model);
    onMetrics?.({ kind: 'evaluation', agentSteps: trainer.agentSteps, meanReturn });
    last = { agentSteps: trainer.agentSteps, weights: online.toHost(), meanReturn };
    if (!best || meanReturn > best.meanReturn!) best = last;
  };
  try {
    while (!trainer.isFinished && !signal?.aborted) {
      const periodsBefore = Math.floor(trainer.agentSteps / config.evaluationPeriodAgentSteps);
      trainer.step();
      // A turn of the event loop, so that signals and timers are heard between blocking steps.
      await eventLoopTurn();
      if (Math.floor(trainer.agentSteps / config.evaluationPeriodAgentSteps) > periodsBefore) await look();
    }
    const isInterrupted = !trainer.isFinished;
    if (!isInterrupted) await look();
    if (last?.agentSteps !== trainer.agentSteps) {
      last = { agentSteps: trainer.agentSteps, weights: online.toHost(), meanReturn: null };
    }
    return { architecture, last, best: best ?? last, updates: trainer.updates, isInterrupted };
  } finally {
    trainer.dispose();
  }
}
