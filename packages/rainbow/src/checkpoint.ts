/** A training run at a step border, complete: what `CheckpointStore` keeps and `train` continues from. */
import { A2pdError } from '@a2pd/core';
import type { PqnState } from './pqn/trainer.js';
import type { Snapshot } from './snapshot.js';
import type { TrainerState } from './trainer.js';
import type { TrainingConfig } from './training-config.js';

export interface Checkpoint {
  readonly config: TrainingConfig;
  /** Of the algorithm that the configuration is for. */
  readonly state: TrainerState | PqnState;
  /** The best weights so far, when they were evaluated. */
  readonly best?: Snapshot | undefined;
  /** An evaluation was due and was stopped: it comes first when the run goes on. */
  readonly isEvaluationDue?: boolean | undefined;
}

/** What may change when a run goes on: how long it is, and how often it is kept. */
const changeable: ReadonlySet<string> = new Set<keyof TrainingConfig>([
  'totalAgentSteps',
  'checkpointPeriodAgentSteps',
]);

/** @throws A2pdError INCOMPATIBLE_ARTEFACT naming the hyper-parameters that a checkpoint has otherwise than `config`. */
export function requireSameConfig(checkpoint: TrainingConfig, config: TrainingConfig): void {
  const text = (value: unknown) => JSON.stringify(value);
  const [kept, wanted]: Readonly<Record<string, unknown>>[] = [checkpoint, config];
  const keys = new Set([...Object.keys(checkpoint), ...Object.keys(config)]);
  const different = [...keys].filter((key) => !changeable.has(key) && text(kept![key]) !== text(wanted![key]));
  if (different.length === 0) return;
  const list = different.map((key) => `${key} (${text(kept![key])}, not ${text(wanted![key])})`).join(', ');
  const remedy = "continue with the checkpoint's own configuration, or begin another run";
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The checkpoint was made with another ${list}; ${remedy}`, {
    keys: different,
    remedy,
  });
}
