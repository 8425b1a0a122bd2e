/**
 * Environment presets: what published Atari work means by "the" environment. Rewards are raw in all of them: clipping is
 * the learner's.
 */
import type { PreprocessingOptions } from '@a2pd/ale';
import { mostEpisodeFrames } from '@a2pd/core';

export type PresetName = 'rainbow' | 'gymnasium' | 'revisiting-ale' | 'stable-baselines3' | 'cleanrl' | 'sa-dqn';

/**
 * Kaixhin/Rainbow's env.py, with which the paper's teachers were trained: each of the two last screens is resized
 * (bilinear) before the maximum, 0 to 29 no-ops, zeros before the first frame.
 * Deviation: after a lost life Kaixhin plays one more no-op frame in training; here the loss is only signalled.
 */
const rainbow: PreprocessingOptions = {
  frameSkip: 4,
  pooling: 'resize-then-max',
  interpolation: 'bilinear',
  noopMin: 0,
  noopMax: 29,
  repeatFirstFrame: false,
  repeatActionProbability: 0,
  maxEpisodeFrames: mostEpisodeFrames,
  fullActionSet: false,
};

/** Gymnasium 1.x: AtariPreprocessing and FrameStackObservation at their defaults, over ale-py without sticky actions. */
const gymnasium: PreprocessingOptions = {
  ...rainbow,
  pooling: 'max-then-resize',
  interpolation: 'area',
  noopMin: 1,
  noopMax: 30,
  repeatFirstFrame: true,
};

/**
 * Machado et al., "Revisiting the Arcade Learning Environment" (2018): sticky actions, all 18 actions, no no-ops. Zeros before
 * the first frame, as in Dopamine, which plays the game's own actions.
 */
const revisitingAle: PreprocessingOptions = {
  ...gymnasium,
  noopMin: 0,
  noopMax: 0,
  repeatFirstFrame: false,
  repeatActionProbability: 0.25,
  fullActionSet: true,
};

/**
 * Stable-Baselines3's AtariWrapper and VecFrameStack, as a whole game sees them: FIRE is pressed once the no-ops are over, zeros
 * before the first frame.
 * Deviations: gray levels are ALE's, of each screen, not OpenCV's of their maximum in colour; and a lost life is only signalled,
 * where EpisodicLifeEnv resets and FIRE is pressed again.
 */
const stableBaselines3: PreprocessingOptions = { ...gymnasium, repeatFirstFrame: false, fireOnReset: true };

/** CleanRL's dqn_atari.py, which has Stable-Baselines3's wrappers and Gym's FrameStack; the same deviations. */
const cleanRl: PreprocessingOptions = { ...gymnasium, fireOnReset: true };

/**
 * SA-DQN's code (Zhang et al., 2020), which RADIAL-RL's DQN follows: a square of the screen, FIRE on reset. Its networks are shown
 * the newest frame alone. Deviation: gray levels are ALE's, of each screen, not OpenCV's of their maximum in colour.
 */
const saDqn: PreprocessingOptions = { ...gymnasium, fireOnReset: true, cropShift: 0 };

export const presets: Readonly<Record<PresetName, PreprocessingOptions>> = {
  rainbow,
  gymnasium,
  'revisiting-ale': revisitingAle,
  'stable-baselines3': stableBaselines3,
  cleanrl: cleanRl,
  'sa-dqn': saDqn,
};

type OfGames = Readonly<Record<string, Partial<PreprocessingOptions>>>;

/** What a preset has otherwise for single games. SA-DQN's looks lower or leaves actions out, by its configuration files. */
const exceptions: Readonly<Partial<Record<PresetName, OfGames>>> = {
  'sa-dqn': {
    pong: { cropShift: 10, actionLimit: 4 },
    road_runner: { cropShift: 20, actionLimit: 6 },
    bank_heist: { actionLimit: 6 },
  },
};

/** What a preset says of a game. */
export function presetOf(name: PresetName, game: string): PreprocessingOptions {
  return { ...presets[name], ...exceptions[name]?.[game] };
}
