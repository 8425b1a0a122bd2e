import { A2pdError, observationSize } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { AtariEnvironment } from './atari-environment.js';

describe('AtariEnvironment', () => {
  it('has the shape of a Gymnasium environment', () => {
    const environment = new AtariEnvironment({ game: 'bank_heist' });
    const [observation, info] = environment.reset({ seed: 1 });
    expect(observation.length).toBe(observationSize);
    expect(info).toMatchObject({ lives: 4, lifeLost: false, episodeFrames: 0, episodeStart: { seed: 1 } });
    const [next, reward, terminated, truncated, after] = environment.step(0);
    expect(next).not.toBe(observation);
    expect([reward, terminated, truncated, after.episodeFrames]).toEqual([0, false, false, 4]);
    expect(environment.actionSpace.n).toBe(18);
    environment.close();
  });

  it('is truncated at the frame limit, and must be reset then', () => {
    const overrides = { maxEpisodeFrames: 10, noopMax: 0 };
    const environment = new AtariEnvironment({
      game: 'pong',
      preset: 'gymnasium',
      overrides: { ...overrides, noopMin: 0 },
    });
    environment.reset({ seed: 1 });
    const flags = [0, 0, 0].map((action) => environment.step(action).slice(2, 4));
    expect(flags).toEqual([
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(() => environment.step(0)).toThrow(A2pdError);
    environment.reset();
    environment.step(0);
    environment.close();
  });

  it.each([-1, 6, 0.5, Number.NaN, '0', undefined])('refuses action %s', (action) => {
    const environment = new AtariEnvironment({ game: 'pong' });
    expect(() => environment.step(action as number)).toThrow(/Expected action in \[0, 6\)/);
    environment.close();
  });
});
