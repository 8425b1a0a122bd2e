/**
 * The worst of several attacks: an attacker may choose his attack, so what a policy is worth is what it scores under whichever
 * hurts most.
 */
import {
  defaultExplorationEpsilon,
  type EpisodeRecord,
  type EvaluationRecord,
  type EvaluationSummary,
  isCutShort,
  isSameRadius,
  ofUsualExploration,
  Rng,
} from '@a2pd/core';
import { labelsLeft, labelWithoutLabels, returnStatistics } from '@a2pd/evaluate';
import type { WorstCase } from '@a2pd/report';

/** Radii that are summed up, pixels in [0, 1]: the paper's. */
const epsilons = [1 / 255, 3 / 255] as const;

type Played = Pick<EvaluationRecord, 'summary' | 'episodes'>;

/** The worst cases of evaluations whose episodes are at hand. */
export function worstCasesOf(evaluations: readonly Played[]): readonly WorstCase[] {
  return worstCases(
    evaluations.map(({ summary }) => summary),
    ensembles(evaluations),
  );
}

/**
 * For each policy and radius the lowest mean return that is known: of one attack of at most that radius in L-infinity, or of
 * several together, for each episode's seed the lowest; of whole games where there are any, and of the same attacks over the
 * most episodes; with the usual exploration. None where fewer than two attacks were tried, or none of the radius itself. Attacks
 * away from the teacher's action and from the policy's own count alike; the worst case says which of the two were tried.
 * @param known Attacks together, and worst cases kept of measurements whose episodes are gone.
 */
export function worstCases(summaries: readonly EvaluationSummary[], known: readonly WorstCase[]): readonly WorstCase[] {
  const policyNames = [...new Set([...summaries, ...known].map(({ policyName }) => policyName))];
  return policyNames.flatMap((policyName) =>
    epsilons.flatMap((epsilon) => {
      const isOwn = (each: { readonly policyName: string }) => each.policyName === policyName;
      const own = { summaries: summaries.filter(isOwn), known: known.filter(isOwn) };
      const isSeveral = areSeveral(attacksWithin(epsilon, own.summaries, (summary) => summary));
      const hasKnown = own.known.some((each) => isSameRadius(each.epsilon, epsilon));
      return isSeveral || hasKnown ? (lowestWithin(epsilon, own.summaries, own.known) ?? []) : [];
    }),
  );
}

/** The same of one policy and one radius, also where a single attack was tried; null where none was. */
export function lowestWithin(
  epsilon: number,
  summaries: readonly EvaluationSummary[],
  known: readonly WorstCase[],
): WorstCase | null {
  const attacks = attacksWithin(epsilon, summaries, (summary) => summary);
  const alone = attacks.map((summary) => ({
    ...{ policyName: summary.policyName, epsilon, returns: summary.returns },
    attackLabels: [summary.attackLabel],
    ...circumstancesOf([summary]),
  }));
  const all = ofUsualExploration<WorstCase>(
    [...known.filter((each) => isSameRadius(each.epsilon, epsilon)), ...alone],
    ({ explorationEpsilon = defaultExplorationEpsilon }) => explorationEpsilon,
  );
  if (all.length === 0) return null;
  const whole = wholeOnes<WorstCase>(all, (each) => each.isCutShort === true);
  const standing = whole.filter((one) => !whole.some((other) => supersedes(other, one)));
  const lowest = standing.reduce((a, b) => (saysMore(b, a) ? b : a));
  return { ...lowest, labels: labelsLeft(attacks) };
}

/** Whether the same attacks and perhaps others were played more often: the lower of two samples would be the luck of the smaller. */
function supersedes(a: WorstCase, b: WorstCase): boolean {
  const hasAll = b.attackLabels.every((label) => a.attackLabels.includes(label));
  return hasAll && a.returns.episodes > b.returns.episodes;
}

/** Where two leave the same, more attacks say more. */
function saysMore(a: WorstCase, b: WorstCase): boolean {
  const [left, right] = [a.returns.mean, b.returns.mean];
  return left < right || (left === right && a.attackLabels.length > b.attackLabels.length);
}

/** What makes two evaluations of one policy the same attack, however often it was played; the same for all without one. */
export function attackConditions(summary: EvaluationSummary): string {
  const { attackLabel, attackModel, labels, perturbFrames, quantise, attack } = summary;
  const named = labelWithoutLabels(attackLabel);
  return attack === null ? '' : JSON.stringify([named, attackModel, labels, perturbFrames, quantise]);
}

function areSeveral(attacks: readonly EvaluationSummary[]): boolean {
  return new Set(attacks.map(attackConditions)).size >= 2;
}

/**
 * Attacks together, for each policy and radius: for every number of episodes, those attacks that played so many, over the seeds
 * they share, so that one which played few does not hide what the others did in many. Of evaluations under several `--seed`,
 * those under the one that most attacks were given; of two attacks or more.
 */
function ensembles(evaluations: readonly Played[]): readonly WorstCase[] {
  const policyNames = [...new Set(evaluations.map(({ summary }) => summary.policyName))];
  return policyNames.flatMap((policyName) =>
    epsilons.flatMap((epsilon) => {
      const own = evaluations.filter(({ summary }) => summary.policyName === policyName);
      const within = attacksWithin(epsilon, own, ({ summary }) => summary);
      const whole = wholeOnes(within, ({ summary }) => isCutShort(summary));
      const attacks = largestGroup(whole, ({ episodes }) => episodes[0]?.seed);
      const lengths = [...new Set(attacks.map(({ episodes }) => episodes.length))];
      return lengths.flatMap((length) => {
        const longEnough = attacks.filter(({ episodes }) => episodes.length >= length);
        return ensembleOf(policyName, epsilon, longEnough) ?? [];
      });
    }),
  );
}

function ensembleOf(policyName: string, epsilon: number, attacks: readonly Played[]): WorstCase | null {
  const worst = lowestOfEachSeed(attacks.map(({ episodes }) => episodes));
  const summaries = attacks.map(({ summary }) => summary);
  if (!areSeveral(summaries) || worst.length === 0) return null;
  const distinct = new Set(worst.map(({ trajectorySha256 }) => trajectorySha256)).size;
  return {
    policyName,
    epsilon,
    attackLabels: [...new Map(summaries.map((each) => [attackConditions(each), each.attackLabel])).values()],
    returns: returnStatistics(
      worst.map((episode) => episode.return),
      distinct,
      new Rng(0),
    ),
    ...circumstancesOf(summaries),
  };
}

/** What sets evaluations, of as much exploration, apart from those of whole games with the default share of random actions. */
function circumstancesOf(summaries: readonly EvaluationSummary[]): Partial<WorstCase> {
  const explorationEpsilon = summaries[0]?.explorationEpsilon ?? defaultExplorationEpsilon;
  return {
    ...(summaries.some(isCutShort) ? { isCutShort: true } : {}),
    ...(explorationEpsilon === defaultExplorationEpsilon ? {} : { explorationEpsilon }),
  };
}

/** Those on every state of at most a radius, with the usual exploration. None where none reaches the radius. */
function attacksWithin<T>(epsilon: number, all: readonly T[], summaryOf: (one: T) => EvaluationSummary): readonly T[] {
  const radiusOf = (one: T) => {
    const { attack, strikes } = summaryOf(one);
    if (strikes !== null) return null;
    return typeof attack?.epsilon === 'number' && (attack.norm ?? 'linf') === 'linf' ? attack.epsilon : null;
  };
  const reached = all.filter((one) => {
    const radius = radiusOf(one);
    return radius !== null && (radius < epsilon || isSameRadius(radius, epsilon));
  });
  const within = ofUsualExploration(reached, (one) => summaryOf(one).explorationEpsilon);
  return within.some((one) => isSameRadius(radiusOf(one)!, epsilon)) ? within : [];
}

/** Those that are not cut short, or all where all are. */
export function wholeOnes<T>(all: readonly T[], isCut: (one: T) => boolean): readonly T[] {
  const whole = all.filter((one) => !isCut(one));
  return whole.length > 0 ? whole : all;
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
