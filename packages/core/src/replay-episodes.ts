/** Brings running episodes back by playing them again: an emulator's own save states do not restore everything. */
import { IDLE, type VectorEnvironment } from './environment.js';
import { expectationError } from './errors.js';

/** An episode as far as it has come. */
export interface PlayedEpisode {
  readonly seed: number;
  /** Taken since the reset. */
  readonly actions: ArrayLike<number>;
}

/**
 * Resets every environment to its episode's seed and takes the episode's actions.
 * @throws A2pdError INVALID_STATE unless the caller resets these environments, INCOMPATIBLE_ARTEFACT for another number.
 */
export function replayEpisodes(environment: VectorEnvironment, episodes: readonly PlayedEpisode[]): void {
  const { autoresetMode, numEnvironments } = environment;
  if (autoresetMode !== 'disabled') {
    const remedy = 'an episode can be played again only from a seed of its own';
    throw expectationError('INVALID_STATE', "environments with autoreset mode 'disabled'", autoresetMode, remedy);
  }
  if (episodes.length !== numEnvironments) {
    throw expectationError('INCOMPATIBLE_ARTEFACT', `${numEnvironments} running episodes`, episodes.length);
  }
  environment.reset({ seed: episodes.map(({ seed }) => seed) });
  const longest = Math.max(...episodes.map(({ actions }) => actions.length));
  for (let step = 0; step < longest; step++) {
    environment.step(Int32Array.from(episodes, ({ actions }) => actions[step] ?? IDLE));
  }
}
