import type { RainbowConfig } from '@a2pd/rainbow';
import type { ReplayConfig } from '@a2pd/replay';

/** The replay that a trainer of all six parts makes for so many environments. */
export function replayConfig(config: RainbowConfig, numEnvironments: number): ReplayConfig {
  return {
    capacity: config.replayCapacity,
    numStreams: numEnvironments,
    padding: config.stackPadding,
    nSteps: config.nSteps,
    discount: config.discount,
    priorityExponent: config.priorityExponent,
    lifeLossTerminates: config.lifeLossTerminates,
  };
}
