/** FIRE on reset, as Stable-Baselines3's FireResetEnv presses it: held against the same presses by hand. */
import { frameSize } from '@a2pd/core';
import { expect, it } from 'vitest';
import { AtariVectorEnvironment } from './atari-vector-environment.js';
import type { PresetName } from './presets.js';

function open(game: string, preset: PresetName, overrides = {}) {
  return new AtariVectorEnvironment({ game, preset, overrides, numEnvironments: 1, autoresetMode: 'disabled' });
}

const start = { aleSeed: 5, noops: 7 };

it.each([
  ['breakout', 'stable-baselines3'],
  ['pong', 'cleanrl'],
] as const)('%s begins after an agent step of FIRE and one of the third action: %s', (game, preset) => {
  const [fired, byHand] = [open(game, preset), open(game, 'gymnasium')];
  fired.resetTo([start]);
  byHand.resetTo([start]);
  for (const action of [1, 2]) byHand.step(Int32Array.of(action));
  const newest = byHand.observations.slice(3 * frameSize);
  expect([fired.ram(0), fired.screenRgb(0)]).toEqual([byHand.ram(0), byHand.screenRgb(0)]);
  expect(fired.observations.slice(3 * frameSize)).toEqual(newest);
  const oldest = fired.observations.slice(0, frameSize);
  expect(oldest).toEqual(preset === 'cleanrl' ? newest : new Uint8Array(frameSize));
  expect([fired.lastStep.episodeFrames[0], fired.lastStep.rewards[0]]).toEqual([0, 0]);
  // It goes on as by hand.
  for (let step = 0; step < 20; step++) {
    const action = Int32Array.of((step * 5) % fired.numActions);
    const [own, other] = [fired.step(action), byHand.step(action)];
    expect([own.rewards[0], own.lives[0]]).toEqual([other.rewards[0], other.lives[0]]);
  }
  expect(fired.observations).toEqual(byHand.observations);
  fired.close();
  byHand.close();
});

it('is repeated by what repeats an episode', () => {
  const environment = open('breakout', 'stable-baselines3');
  environment.reset({ seed: [3] });
  for (let step = 0; step < 9; step++) environment.step(Int32Array.of(step % 4));
  const [state, seen] = [environment.state(), environment.observations.slice()];
  environment.reset({ seed: [4] });
  expect(environment.restore(state)).toEqual(seen);
  environment.close();
});

it('presses nothing in a game without FIRE, nor unless it is asked to', () => {
  const observations = [{ fireOnReset: true }, {}].map((overrides) => {
    const environment = open('freeway', 'gymnasium', overrides);
    environment.resetTo([start]);
    const seen = environment.observations.slice();
    environment.close();
    return seen;
  });
  expect(observations[0]).toEqual(observations[1]);
});

it('needs episodes that are longer than what it presses', () => {
  expect(() => open('pong', 'stable-baselines3', { maxEpisodeFrames: 38 })).toThrow('two agent steps');
  open('pong', 'stable-baselines3', { maxEpisodeFrames: 39 }).close();
});
