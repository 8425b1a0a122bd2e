import type { HostTensors } from '@a2pd/tensor';

/** The online network's weights at one moment of a run. */
export interface Snapshot {
  readonly agentSteps: number;
  readonly weights: HostTensors;
  /** By `evaluate`; null when it did not look at these weights. */
  readonly meanReturn: number | null;
}
