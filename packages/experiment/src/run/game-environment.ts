/** The one place where the commands make Atari environments, each kind with its autoreset mode and seed range. */
import { AtariVectorEnvironment, aleActionNames, type PresetName } from '@a2pd/atari';
import { expectationError, type Screen } from '@a2pd/core';

export interface GameEnvironmentOptions {
  readonly game: string;
  readonly preset: PresetName;
  readonly numEnvironments: number;
}

/** For a look at some states: episodes follow each other, wherever they end. */
export function openEndlessEnvironment(options: GameEnvironmentOptions): AtariVectorEnvironment {
  return new AtariVectorEnvironment({ ...options, autoresetMode: 'next-step' });
}

/** For all that must be repeatable: whoever steps it draws the seeds and resets. */
export function openEpisodicEnvironment(options: GameEnvironmentOptions): AtariVectorEnvironment {
  return new AtariVectorEnvironment({ ...options, autoresetMode: 'disabled' });
}

/** The first environment's screen as it is now; its buffer is fresh. */
export function screenOf(environment: AtariVectorEnvironment): Screen {
  return { width: 160, height: environment.screenHeight, rgb: environment.screenRgb(0) };
}

/** Names of the actions in index order. */
export function actionNamesOf(environment: AtariVectorEnvironment): string[] {
  return environment.aleActions.map((code) => aleActionNames[code]!);
}

/** Of an evaluation, at most: with another `--seed` all games are others. */
const mostEpisodes = 100_000;
/** Seeds of evaluation episodes start here: not those that a user who trains or collects by hand begins with. */
const firstEvaluationSeed = 1_000_000;

/**
 * Of the games that a policy is measured in.
 * @throws A2pdError INVALID_ARGUMENT for a seed below 0: it could be that of the games that chose a teacher.
 */
export function evaluationSeeds(episodes: number, seed: number): number[] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw expectationError('INVALID_ARGUMENT', 'a seed that is a whole number of at least 0', seed);
  }
  return seedsFrom(firstEvaluationSeed + seed * mostEpisodes, episodes);
}

/** Of the games that choose a teacher's best weights while it learns: it is measured in no game that chose it. */
export function seedsInTraining(episodes: number): number[] {
  return seedsFrom(firstEvaluationSeed - mostEpisodes, episodes);
}

function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
