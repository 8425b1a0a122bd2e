import type { VectorEnvironment } from '@a2pd/core';
import type { Agent, AgentListeners } from './agent.js';
import type { Checkpoint } from './checkpoint.js';
import { PqnTrainer } from './pqn/trainer.js';
import { Trainer } from './trainer.js';
import { isPqn, type TrainingConfig } from './training-config.js';

/**
 * The agent of a configuration: PQN, or Rainbow with any of its parts. The caller disposes of it.
 * @throws A2pdError INVALID_CONFIG when the configuration does not go with so many environments, OUT_OF_MEMORY.
 */
export function createAgent(
  config: TrainingConfig,
  environment: VectorEnvironment,
  listeners: AgentListeners = {},
): Agent<Checkpoint['state']> {
  return isPqn(config) ? new PqnTrainer(config, environment, listeners) : new Trainer(config, environment, listeners);
}
