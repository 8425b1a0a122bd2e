import type { ReplayConfig } from '@a2pd/replay';
import type { RainbowConfig } from './config.js';

/** The replay that a training run makes, with a stream for each environment; parts that are off leave theirs out. */
export function replayConfig(config: RainbowConfig, numEnvironments: number): ReplayConfig {
  const { parts, nSteps, priorityExponent } = config;
  return {
    capacity: config.replayCapacity,
    numStreams: numEnvironments,
    padding: config.stackPadding,
    nSteps: parts.multiStep ? nSteps : 1,
    discount: config.discount,
    priorityExponent: parts.prioritized ? priorityExponent : 0,
    lifeLossTerminates: config.lifeLossTerminates,
  };
}
