import { linearSchedule, type Schedule } from '@a2pd/core';
import { isPqn, type TrainingConfig } from './training-config.js';

/** Share of random actions by agent steps: from start to end in a straight line; none where noisy layers explore. */
export function explorationSchedule(config: TrainingConfig): Schedule {
  if (!isPqn(config) && config.parts.noisy) return () => 0;
  const { explorationEpsilonStart, explorationEpsilonEnd, explorationDecayAgentSteps } = config;
  return linearSchedule(explorationEpsilonStart, explorationEpsilonEnd, 0, explorationDecayAgentSteps);
}
