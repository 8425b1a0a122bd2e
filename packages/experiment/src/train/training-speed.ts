/** How fast training goes between two of its reports. */

interface Count {
  readonly agentSteps: number;
  readonly updates: number;
}

export interface TrainingRates {
  readonly agentStepsPerSecond: number;
  readonly updatesPerSecond: number;
}

export class TrainingSpeed {
  #last: { nowMs: number; count: Count } | undefined;

  /** Rates since the report before; none at the first, or the first after a pause. @param nowMs of any steady clock. */
  at(nowMs: number, { agentSteps, updates }: Count): TrainingRates | undefined {
    const last = this.#last;
    this.#last = { nowMs, count: { agentSteps, updates } };
    if (!last || nowMs <= last.nowMs) return undefined;
    const seconds = (nowMs - last.nowMs) / 1000;
    return {
      agentStepsPerSecond: (agentSteps - last.count.agentSteps) / seconds,
      updatesPerSecond: (updates - last.count.updates) / seconds,
    };
  }

  /** Something else took its time: the stretch until the next report says nothing about training. */
  pause(): void {
    this.#last = undefined;
  }
}
