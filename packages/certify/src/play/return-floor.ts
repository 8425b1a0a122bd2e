/** The least that an episode can still come to, whatever is played from some state on. */

export interface Rewards {
  /** Sum of the rewards so far, raw. */
  readonly total: number;
  /** Sum of those above 0 alone. */
  readonly gains: number;
}

export const noRewards: Rewards = { total: 0, gains: 0 };

export function withReward({ total, gains }: Rewards, reward: number): Rewards {
  return { total: total + reward, gains: gains + Math.max(0, reward) };
}

/** The least return of an episode that has brought these rewards so far. */
export type ReturnFloor = (soFar: Rewards) => number;

/** Where no reward is below 0: what is won stays won. */
const neverLoses: ReturnFloor = ({ total }) => total;

/** Where an episode takes at most so many points away in all, one at a time. */
function losesAtMost(points: number): ReturnFloor {
  return ({ gains }) => gains - points;
}

/** By ALE's name of the game; a game that is not here has none that is known. */
export const returnFloors: Readonly<Record<string, ReturnFloor>> = {
  freeway: neverLoses,
  bank_heist: neverLoses,
  road_runner: neverLoses,
  /** A game ends at 21 points of either side. */
  pong: losesAtMost(21),
  /** A knock-out ends it at 100 hits of either side. */
  boxing: losesAtMost(100),
};
