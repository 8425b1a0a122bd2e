/**
 * The worst of several attacks for each episode's seed: an attacker may choose his attack, so what a policy is worth is what
 * it scores under whichever hurts most.
 */
import { type EpisodeRecord, type EvaluationRecord, Rng } from '@a2pd/core';
import { returnStatistics } from '@a2pd/evaluate';
import type { WorstCase } from '@a2pd/report';

/** Radii that are summed up, pixels in [0, 1]: the paper's. */
const epsilons = [1 / 255, 3 / 255] as const;

/**
 * For each policy and radius the lowest return of each seed, over the seeds that all its L-infinity attacks of at most that
 * radius have played; of evaluations under several `--seed`, those under the one that most attacks were given. Left out where
 * there are fewer than two such attacks, or none of the radius itself.
 */
export function worstCases(evaluations: readonly Pick<EvaluationRecord, 'summary' | 'episodes'>[]): WorstCase[] {
  const policyNames = [...new Set(evaluations.map(({ summary }) => summary.policyName))];
  return policyNames.flatMap((policyName) => {
    const own = evaluations.filter(({ summary }) => summary.policyName === policyName);
    return epsilons.flatMap((epsilon) => worstWithin(policyName, epsilon, own) ?? []);
  });
}

function worstWithin(
  policyName: string,
  epsilon: number,
  evaluations: readonly Pick<EvaluationRecord, 'summary' | 'episodes'>[],
): WorstCase | null {
  const radiusOf = ({ attack }: EvaluationRecord['summary']) =>
    typeof attack?.epsilon === 'number' && (attack.norm ?? 'linf') === 'linf' ? attack.epsilon : null;
  // A radius is written as a decimal fraction and read back: 1/255 need not be 1/255 to the last bit.
  const slack = 1e-6;
  const attacks = largestGroup(
    evaluations.filter(({ summary }) => (radiusOf(summary) ?? Number.POSITIVE_INFINITY) <= epsilon + slack),
    ({ episodes }) => episodes[0]?.seed,
  );
  const reaches = attacks.some(({ summary }) => (radiusOf(summary) ?? 0) >= epsilon - slack);
  if (attacks.length < 2 || !reaches) return null;
  const worst = lowestOfEachSeed(attacks.map(({ episodes }) => episodes));
  if (worst.length === 0) return null;
  const distinct = new Set(worst.map(({ trajectorySha256 }) => trajectorySha256)).size;
  return {
    policyName,
    epsilon,
    attackLabels: attacks.map(({ summary }) => summary.attackLabel),
    returns: returnStatistics(
      worst.map((episode) => episode.return),
      distinct,
      new Rng(0),
    ),
  };
}

function largestGroup<T>(all: readonly T[], key: (one: T) => unknown): readonly T[] {
  const groups = [...new Set(all.map(key))].map((value) => all.filter((one) => key(one) === value));
  return groups.reduce<readonly T[]>((a, b) => (b.length > a.length ? b : a), []);
}

function lowestOfEachSeed(attacked: readonly (readonly EpisodeRecord[])[]): EpisodeRecord[] {
  const [first = [], ...others] = attacked;
  return first.flatMap((episode) => {
    const twins = others.map((episodes) => episodes.find(({ seed }) => seed === episode.seed));
    if (twins.includes(undefined)) return [];
    return [[episode, ...twins.flatMap((twin) => twin ?? [])].reduce((a, b) => (b.return < a.return ? b : a))];
  });
}
