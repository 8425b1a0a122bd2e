/** Random actions of a policy that is evaluated, shown or collected from. Every schema, option and call takes them from here. */
import { Rng } from './rng.js';

/** Share of agent steps, as Rainbow's authors evaluate. */
export const defaultExplorationEpsilon = 0.001;
export const explorationHelp = 'share of random actions';

/**
 * Of measurements of one policy those that may be set beside each other, because what random actions lose, no attack has taken:
 * those with the default share of random actions. Where none has it, those with the share that most have, of equally many the
 * smallest.
 */
export function ofUsualExploration<T>(all: readonly T[], shareOf: (one: T) => number): readonly T[] {
  const shares = all.map(shareOf);
  const countOf = (share: number) => shares.filter((each) => each === share).length;
  const usual = shares.includes(defaultExplorationEpsilon)
    ? defaultExplorationEpsilon
    : [...new Set(shares)].sort((a, b) => countOf(b) - countOf(a) || a - b)[0];
  return all.filter((one) => shareOf(one) === usual);
}

/** The action of a random step; null where the policy decides. What is drawn does not depend on what the policy does. */
export function explore(rng: Rng, epsilon: number, numActions: number): number | null {
  return rng.uniform() < epsilon ? rng.integer(numActions) : null;
}

/** The random steps of an episode, known before it is played: every course that its game can take has the same. */
export class ExplorationPlan {
  readonly #rng: Rng;
  readonly #actions: (number | null)[] = [];

  /** @param seed Of the episode, from which evaluations draw the same. */
  constructor(
    seed: number,
    private readonly epsilon: number,
    private readonly numActions: number,
  ) {
    this.#rng = new Rng(seed);
  }

  /** What is played at an agent step, counted from 0; null where the policy decides. */
  actionAt(agentStep: number): number | null {
    while (this.#actions.length <= agentStep) this.#actions.push(explore(this.#rng, this.epsilon, this.numActions));
    return this.#actions[agentStep]!;
  }
}
