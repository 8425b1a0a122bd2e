/**
 * On which states an attack strikes. Lin et al. 2017 attack where the policy prefers an action most ("strategically timed") and
 * find a quarter of the steps enough: what such an attack leaves is not what an attack on every step leaves.
 */
import { expectationError, prescriptionGap, type Strikes, softmax } from '@a2pd/core';

/**
 * Whether all that is said holds in a state.
 * @param agentStep Of its episode, from 0.
 * @param cleanScores float32[numActions], the policy's on what the game shows.
 */
export function isStruck(strikes: Strikes, agentStep: number, cleanScores: Float32Array): boolean {
  const { every = 1, gapAbove, gapBelow, preferenceAbove } = strikes;
  if (agentStep % every !== 0) return false;
  if (gapAbove === undefined && gapBelow === undefined && preferenceAbove === undefined) return true;
  const probabilities = softmax(cleanScores);
  const gap = prescriptionGap(probabilities);
  const preference = Math.max(...probabilities) - Math.min(...probabilities);
  return gap >= (gapAbove ?? 0) && gap <= (gapBelow ?? 1) && preference >= (preferenceAbove ?? 0);
}

/** As labels of evaluations have it, e.g. ["one step in 4", "where the gap is at least 0.5"]. */
export function strikesParts({ every, gapAbove, gapBelow, preferenceAbove }: Strikes): string[] {
  return [
    ...(every === undefined ? [] : [`one step in ${every}`]),
    ...(gapAbove === undefined ? [] : [`where the gap is at least ${gapAbove}`]),
    ...(gapBelow === undefined ? [] : [`where the gap is at most ${gapBelow}`]),
    ...(preferenceAbove === undefined ? [] : [`where the preference is at least ${preferenceAbove}`]),
  ];
}

/** Null where nothing is said: every state is struck. @throws A2pdError INVALID_ARGUMENT. */
export function soundStrikes(strikes: Strikes | null | undefined): Strikes | null {
  const said = Object.entries(strikes ?? {}).filter(([, value]) => value !== undefined);
  if (said.length === 0) return null;
  for (const [name, value] of said) {
    const isSound = name === 'every' ? Number.isSafeInteger(value) && value >= 2 : value >= 0 && value <= 1;
    const expected = name === 'every' ? 'an integer of at least 2' : 'a difference of probabilities, in [0, 1]';
    if (!isSound) {
      throw expectationError('INVALID_ARGUMENT', `${name} to be ${expected}`, value, undefined, { arguments: [name] });
    }
  }
  const sound: Strikes = Object.fromEntries(said);
  if ((sound.gapAbove ?? 0) > (sound.gapBelow ?? 1)) {
    const remedy = 'or the attack strikes nowhere';
    const expected = `gapAbove of at most gapBelow, ${sound.gapBelow},`;
    const about = { arguments: ['gapAbove', 'gapBelow'] };
    throw expectationError('INVALID_ARGUMENT', expected, sound.gapAbove, remedy, about);
  }
  return sound;
}
