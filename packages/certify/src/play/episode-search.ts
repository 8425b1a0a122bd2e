/**
 * One episode's search for its worst case, best first (Dijkstra 1959): of all that is still open, what could come to least goes on.
 * So the first game to end below every other's floor has the least return of all, and a search that is stopped early still has the
 * least floor of what it left. States that come together again are followed once.
 */
import { type EnvironmentSnapshot, type ExplorationPlan, IDLE } from '@a2pd/core';
import { Frontier } from './frontier.js';
import { noRewards, type ReturnFloor, type Rewards, withReward } from './return-floor.js';

export interface SearchLimits {
  readonly floor: ReturnFloor;
  /** States that a search may look at; then it stops. */
  readonly maxStates: number;
  /** Cuts episodes: of what would follow, the floor counts. */
  readonly maxEpisodeAgentSteps?: number | undefined;
}

export interface WorstCase {
  /** No attack within the radius makes the return smaller. */
  readonly certifiedReturn: number;
  /**
   * Whether nothing was left open that could come to less: an attacker who could force every possible action gets just this, but
   * where games are cut.
   */
  readonly isComplete: boolean;
  /** Different states that were looked at. */
  readonly states: number;
}

/** A state that an attacker may be able to bring about. */
export interface Visited {
  readonly snapshot: EnvironmentSnapshot;
  readonly rewards: Rewards;
  readonly agentSteps: number;
}

/** An action that is possible in a state, not yet followed. */
export interface Branch {
  readonly from: Visited;
  readonly action: number;
}

/** What the action of a branch led to. */
export interface Arrival {
  readonly reward: number;
  readonly hasEnded: boolean;
  /** Where the game goes on, if it does. */
  takeSnapshot(): EnvironmentSnapshot;
}

export class EpisodeSearch {
  readonly #limits: SearchLimits;
  readonly #exploration: ExplorationPlan | undefined;
  readonly #frontier = new Frontier<Branch>();
  /** By what decides how a state goes on, the rewards with which it was looked at. */
  readonly #seen = new Map<string, Rewards>();
  /** Of the games that ended, and of those that were cut the floor. */
  #leastReturn = Number.POSITIVE_INFINITY;
  #states = 0;

  /** @param exploration Of the episode, where some of its steps are random. */
  constructor(start: EnvironmentSnapshot, limits: SearchLimits, exploration?: ExplorationPlan) {
    this.#limits = limits;
    this.#exploration = exploration;
    const beforeStart = { snapshot: start, rewards: noRewards, agentSteps: -1 };
    // Idle leads to the start itself, which is the first state to be looked at.
    this.#frontier.add(limits.floor(noRewards), { from: beforeStart, action: IDLE });
  }

  get isOver(): boolean {
    return this.#isComplete || this.#states >= this.#limits.maxStates;
  }

  get result(): WorstCase {
    const certifiedReturn = Math.min(this.#leastReturn, this.#frontier.lowest);
    return { certifiedReturn, isComplete: this.#isComplete, states: this.#states };
  }

  /** The branches to follow next, which are then no longer open: each must be told to `arrive`. */
  take(count: number): Branch[] {
    return this.#frontier.take(Math.min(count, this.#limits.maxStates - this.#states));
  }

  /** The state that a branch led to, where it must be looked at; null where the game ended or the state is known. */
  arrive({ from }: Branch, { reward, hasEnded, takeSnapshot }: Arrival): Visited | null {
    const { floor, maxEpisodeAgentSteps = Number.POSITIVE_INFINITY } = this.#limits;
    const rewards = withReward(from.rewards, reward);
    const agentSteps = from.agentSteps + 1;
    if (hasEnded || agentSteps >= maxEpisodeAgentSteps) {
      this.#leastReturn = Math.min(this.#leastReturn, hasEnded ? rewards.total : floor(rewards));
      return null;
    }
    const snapshot = takeSnapshot();
    // Random steps to come go by the agent steps, which need be no part of an environment's snapshot.
    const state = this.#exploration ? `${snapshot.digest} ${agentSteps}` : snapshot.digest;
    const before = this.#seen.get(state);
    if (before && before.total <= rewards.total && before.gains <= rewards.gains) return null;
    this.#seen.set(state, rewards);
    this.#states += 1;
    return { snapshot, rewards, agentSteps };
  }

  /** @param possible uint8[A]: 1 for every action that is not ruled out in the state. */
  branch(from: Visited, possible: Uint8Array): void {
    const bound = this.#limits.floor(from.rewards);
    const random = this.#exploration?.actionAt(from.agentSteps) ?? null;
    possible.forEach((isPossible, action) => {
      if (random === null ? isPossible : action === random) this.#frontier.add(bound, { from, action });
    });
  }

  get #isComplete(): boolean {
    return this.#leastReturn <= this.#frontier.lowest;
  }
}
