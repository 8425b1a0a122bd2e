/** How far a share of states can be believed, where states come in episodes and those of one episode are alike. */
import { expectationError } from './errors.js';
import { quantiles } from './quantile.js';
import type { Rng } from './rng.js';

export type Interval = readonly [low: number, high: number];

const resamples = 2000;

/**
 * A 95% interval of the share of states that `holds`: the percentile bootstrap over whole episodes (a cluster bootstrap, Davison
 * and Hinkley 1997, 3.8), which draws episodes with all their states. It is never narrower than Wilson's interval of as many
 * independent states: where all states are alike, drawing them again would say that there is no doubt.
 * @param episodeOf The episode of each state, whatever the numbers.
 * @returns Null for the states of a single episode, which do not say how episodes differ.
 * @throws A2pdError INVALID_ARGUMENT for no state, or where the two lists do not pair.
 */
export function shareInterval95(holds: readonly boolean[], episodeOf: ArrayLike<number>, rng: Rng): Interval | null {
  if (holds.length === 0 || holds.length !== episodeOf.length) {
    throw expectationError('INVALID_ARGUMENT', 'at least one state, each with its episode', episodeOf.length);
  }
  const episodes = countByEpisode(holds, episodeOf);
  if (episodes.length < 2) return null;
  const [low, high] = quantiles(
    Array.from({ length: resamples }, () => shareOf(episodes.map(() => episodes[rng.integer(episodes.length)]!))),
    [0.025, 0.975],
  ) as [number, number];
  const independent = wilsonInterval95(shareOf(episodes), holds.length);
  return [Math.min(low, independent[0]), Math.max(high, independent[1])];
}

/** Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927. */
function wilsonInterval95(share: number, count: number): Interval {
  const z = 1.959963984540054;
  const shrinking = 1 + z ** 2 / count;
  const centre = (share + z ** 2 / (2 * count)) / shrinking;
  const half = (z / shrinking) * Math.sqrt((share * (1 - share)) / count + (z / (2 * count)) ** 2);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** How many episodes states are of, each named by its episode. */
export function numEpisodesOf(episodeOf: ArrayLike<number>): number {
  return new Set(Array.from(episodeOf)).size;
}

interface EpisodeCount {
  readonly states: number;
  readonly holding: number;
}

function countByEpisode(holds: readonly boolean[], episodeOf: ArrayLike<number>): EpisodeCount[] {
  const counts = new Map<number, EpisodeCount>();
  holds.forEach((holding, state) => {
    const known = counts.get(episodeOf[state]!) ?? { states: 0, holding: 0 };
    counts.set(episodeOf[state]!, { states: known.states + 1, holding: known.holding + Number(holding) });
  });
  return [...counts.values()];
}

function shareOf(episodes: readonly EpisodeCount[]): number {
  const total = (figure: (episode: EpisodeCount) => number) => episodes.reduce((sum, each) => sum + figure(each), 0);
  return total(({ holding }) => holding) / total(({ states }) => states);
}
