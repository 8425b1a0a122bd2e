/** For the tests: a ROM's bytes, and options that are complete. */
import { readFileSync } from 'node:fs';
import type { Binding } from './binding.js';
import { romPath } from './games.js';

export const pongRom = (): Uint8Array => Uint8Array.from(readFileSync(romPath('pong')));

export const preprocessing = {
  frameSkip: 4,
  pooling: 'resize-then-max',
  interpolation: 'bilinear',
  noopMin: 0,
  noopMax: 29,
  repeatFirstFrame: false,
  repeatActionProbability: 0,
  maxEpisodeFrames: 108_000,
  fullActionSet: false,
} as const;

export const seeded = (index: number, seed: number): Binding.Reset => {
  return { index, seed, baseSeed: seed, stream: 0, episodeIndex: 0 };
};
