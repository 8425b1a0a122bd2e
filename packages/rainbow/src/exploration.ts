/** Random actions of agents that learn; with noisy layers there are none, as the weights explore. */
import { explore, linearSchedule, type Rng, type Schedule } from '@a2pd/core';
import { isPqn, type TrainingConfig } from './training-config.js';

/** The random actions that are being repeated; an entry for each environment. */
export interface ExplorationState {
  readonly actions: readonly number[];
  /** For how many more agent steps. */
  readonly remaining: readonly number[];
}

/** Of Dabney et al. (2021), who cut the zeta distribution there. */
const longestDuration = 10_000;

/**
 * Epsilon-greedy: a share of random actions that falls in a straight line. With `explorationDurationExponent`, each of them is
 * repeated for a duration that is drawn anew, and it is the share of steps that begin one (Dabney et al., 2021, "Temporally-
 * Extended epsilon-Greedy Exploration", algorithm 1).
 */
export class Exploration {
  readonly #isOff: boolean;
  readonly #epsilon: Schedule;
  readonly #durationExponent: number | undefined;
  readonly #actions: number[];
  readonly #remaining: number[];

  constructor(
    config: TrainingConfig,
    numEnvironments: number,
    private readonly numActions: number,
  ) {
    const { explorationEpsilonStart, explorationEpsilonEnd, explorationDecayAgentSteps } = config;
    this.#isOff = !isPqn(config) && config.parts.noisy;
    this.#epsilon = linearSchedule(explorationEpsilonStart, explorationEpsilonEnd, 0, explorationDecayAgentSteps);
    this.#durationExponent = config.explorationDurationExponent;
    this.#actions = new Array(numEnvironments).fill(0);
    this.#remaining = new Array(numEnvironments).fill(0);
  }

  epsilonAt(agentSteps: number): number {
    return this.#isOff ? 0 : this.#epsilon(agentSteps);
  }

  /** Puts random actions in the place of some of the agent's, int32[N]. */
  replaceSome(actions: Int32Array, agentSteps: number, rng: Rng): void {
    if (this.#isOff) return;
    const epsilon = this.#epsilon(agentSteps);
    for (let i = 0; i < actions.length; i++) {
      if (this.#remaining[i]! > 0) this.#remaining[i]!--;
      else {
        const action = explore(rng, epsilon, this.numActions);
        if (action === null) continue;
        this.#actions[i] = action;
        if (this.#durationExponent) this.#remaining[i] = drawZeta(rng, this.#durationExponent, longestDuration) - 1;
      }
      actions[i] = this.#actions[i]!;
    }
  }

  /** Undefined where no action lasts. */
  state(): ExplorationState | undefined {
    if (!this.#durationExponent) return undefined;
    return { actions: [...this.#actions], remaining: [...this.#remaining] };
  }

  restore(state: ExplorationState | undefined): void {
    if (!state) return;
    for (const i of this.#actions.keys()) {
      this.#actions[i] = state.actions[i]!;
      this.#remaining[i] = state.remaining[i]!;
    }
  }
}

/**
 * A whole number n in 1..longest with probability in proportion to n^-exponent, by rejection from a Pareto distribution
 * (Devroye, 1986, "Non-Uniform Random Variate Generation", X.6.1).
 */
export function drawZeta(rng: Rng, exponent: number, longest: number): number {
  const b = 2 ** (exponent - 1);
  for (;;) {
    const n = Math.floor((1 - rng.uniform()) ** (-1 / (exponent - 1)));
    const t = (1 + 1 / n) ** (exponent - 1);
    if (n <= longest && (rng.uniform() * n * (t - 1)) / (b - 1) <= t / b) return n;
  }
}
