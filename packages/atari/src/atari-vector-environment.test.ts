import { createHash } from 'node:crypto';
import { A2pdError } from '@a2pd/core';
import { testEnvironment } from '@a2pd/core/testing';
import { describe, expect, it } from 'vitest';
import { AtariVectorEnvironment } from './atari-vector-environment.js';

const short = { maxEpisodeFrames: 50, noopMax: 9 };

testEnvironment(
  'AtariVectorEnvironment',
  (options) => new AtariVectorEnvironment({ game: 'pong', overrides: short, ...options }),
  13,
);

describe('AtariVectorEnvironment', () => {
  it('restores a state exactly, later automatic resets included', () => {
    const environment = new AtariVectorEnvironment({ game: 'boxing', numEnvironments: 2, overrides: short, seed: 9 });
    const actions = Int32Array.of(3, 11);
    for (let step = 0; step < 7; step++) environment.step(actions);
    const state = environment.state();
    const play = () =>
      Array.from({ length: 15 }, () =>
        createHash('sha256').update(environment.step(actions).observations).digest('hex'),
      );
    const expected = play();
    environment.restore(state);
    expect(play()).toEqual(expected);
    environment.close();
  });

  it('begins where an explicit start says', () => {
    const environment = new AtariVectorEnvironment({ game: 'pong', numEnvironments: 1, overrides: short });
    environment.reset({ seed: [5] });
    const { aleSeed, noops } = environment.episodeStarts[0]!;
    const expected = environment.observations.slice();
    environment.reset({ seed: [6] });
    expect(environment.resetTo([{ aleSeed, noops }])).toEqual(expected);
    expect(() => environment.resetTo([{ aleSeed: -1, noops: 0 }])).toThrow(A2pdError);
    environment.close();
  });

  it('refuses an unknown option, preset or game', () => {
    const make = (options: object) => new AtariVectorEnvironment({ game: 'pong', numEnvironments: 1, ...options });
    expect(() => make({ autoreset: 'disabled' })).toThrow(/autoresetMode.* but received "autoreset"/);
    expect(() => make({ overrides: { dificulty: 3 } })).toThrow(/did you mean difficulty/);
    expect(() => make({ preset: 'dqn' })).toThrow(
      /a preset among rainbow, gymnasium, revisiting-ale, stable-baselines3, cleanrl/,
    );
    expect(() => make({ game: 'pingpong' })).toThrow(/did you mean/);
  });
});
