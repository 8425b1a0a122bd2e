/** A training run at a step border, complete: what `CheckpointStore` keeps and `train` continues from. */
import { A2pdError } from '@a2pd/core';
import type { RainbowConfig } from './config.js';
import type { Snapshot } from './snapshot.js';
import type { TrainerState } from './trainer.js';

export interface Checkpoint {
  readonly config: RainbowConfig;
  readonly state: TrainerState;
  /** The best weights so far, when they were evaluated. */
  readonly best?: Snapshot | undefined;
  /** An evaluation was due and was stopped: it comes first when the run goes on. */
  readonly isEvaluationDue?: boolean | undefined;
}

/** What may change when a run goes on: how long it is, and how often it is looked at. */
const changeable: ReadonlySet<string> = new Set<keyof RainbowConfig>(['totalAgentSteps', 'checkpointPeriodAgentSteps']);

/** @throws A2pdError INCOMPATIBLE_ARTEFACT naming the hyper-parameters that a checkpoint has otherwise than `config`. */
export function requireSameConfig(checkpoint: RainbowConfig, config: RainbowConfig): void {
  const text = (value: unknown) => JSON.stringify(value);
  const keys = new Set([...Object.keys(checkpoint), ...Object.keys(config)] as (keyof RainbowConfig)[]);
  const different = [...keys].filter((key) => !changeable.has(key) && text(checkpoint[key]) !== text(config[key]));
  if (different.length === 0) return;
  const list = different.map((key) => `${key} (${text(checkpoint[key])}, not ${text(config[key])})`).join(', ');
  const remedy = "continue with the checkpoint's own configuration, or begin another run";
  throw new A2pdError('INCOMPATIBLE_ARTEFACT', `The checkpoint was made with another ${list}; ${remedy}`, {
    keys: different,
    remedy,
  });
}
