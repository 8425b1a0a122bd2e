/** What an evaluation found, in sentences. */
import { type EvaluationSummary, humanNormalised, percent, referenceReturns } from '@a2pd/core';
import type { EvaluationTiming } from '@a2pd/evaluate';

/** A line for each thing that there is to say. */
export function describeEvaluation(
  game: string,
  summary: EvaluationSummary,
  { seconds, attackSeconds, emulationSeconds }: EvaluationTiming,
): string[] {
  const { policyName, attackLabel, returns, actionFlipRate, attackedStates, attackedShare, ...others } = summary;
  const { targetRate, cleanTargetRate } = others;
  const { mean, standardDeviation, interquartileMean, interquartileMeanInterval95, episodes, distinctEpisodes } =
    returns;
  const [low, high] = interquartileMeanInterval95.map((bound) => bound.toFixed(2));
  return [
    `${policyName}, ${attackLabel}: mean return ${mean.toFixed(2)} ± ${standardDeviation.toFixed(2)} over ${episodes} ` +
      `episodes (${distinctEpisodes} distinct), interquartile mean ${interquartileMean.toFixed(2)} [${low}, ${high}].`,
    ...(attackedStates === null || attackedShare === null || (attackedShare === 1 && summary.strikes === null)
      ? []
      : [`Attacked: ${attackedStates} of ${summary.agentSteps} states, ${percent(attackedShare)}.`]),
    ...(targetRate === null || cleanTargetRate === null
      ? []
      : [`Target taken: ${percent(targetRate)}; of the same states without the attack ${percent(cleanTargetRate)}.`]),
    ...(actionFlipRate === null ? [] : [`Actions changed: ${percent(actionFlipRate)}.`]),
    `${(summary.agentSteps / seconds).toFixed(0)} agent steps/s over ${seconds.toFixed(1)} s, of it ` +
      `${percent(attackSeconds / seconds)} in the attack, ${percent(emulationSeconds / seconds)} waiting for the emulators.`,
    ...describeNormalised(game, summary),
  ];
}

/** Where the random agent and the human are known, and the games were whole. */
function describeNormalised(game: string, { returns, truncatedEpisodes }: EvaluationSummary): string[] {
  const reference = referenceReturns(game);
  if (reference === undefined || truncatedEpisodes > 0) return [];
  const score = humanNormalised(returns.mean, reference);
  return [
    `Human-normalised: ${percent(score)}, from a random agent's ${reference.random} to a human's ${reference.human}.`,
  ];
}
