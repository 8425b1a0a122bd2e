import { type AutoresetMode, frameSize, observationSize, Rng } from '@a2pd/core';
import { type StartGame, ToyEnvironment } from '@a2pd/core/testing';
import { allocateBatch, PrioritizedReplay } from '@a2pd/replay';
import { describe, expect, it } from 'vitest';
import { Rollout } from './rollout.js';

/** Each frame shows its time step; episodes are 5 steps long and end in truncation or, every other one, termination. */
const clock: StartGame = (rng) => {
  const isTruncated = rng.integer(2) === 1;
  let t = 0;
  return {
    numActions: 3,
    draw: (frame) => frame.fill(10 + t),
    act: (action) => {
      t++;
      return {
        reward: 3 * action,
        lifeLost: t === 2,
        terminated: t === 5 && !isTruncated,
        truncated: t === 5 && isTruncated,
      };
    },
  };
};

function rolloutOf(mode: AutoresetMode, numEnvironments = 2) {
  const replay = new PrioritizedReplay({
    capacity: 400,
    numStreams: numEnvironments,
    padding: 'zeros',
    nSteps: 3,
    discount: 0.9,
    priorityExponent: 0.5,
    lifeLossTerminates: false,
  });
  const environment = new ToyEnvironment(clock, numEnvironments, mode);
  return { replay, environment, rollout: new Rollout(environment, replay, 1, new Rng(7)) };
}

function play(rollout: Rollout, steps: number) {
  const actions = new Rng(2);
  let agentSteps = 0;
  const episodes = [];
  for (let i = 0; i < steps; i++) {
    rollout.start(Int32Array.from({ length: rollout.environment.numEnvironments }, () => actions.integer(3)));
    const finished = rollout.finish();
    agentSteps += finished.agentSteps;
    episodes.push(...finished.episodes);
  }
  return { agentSteps, episodes };
}

describe('Rollout', () => {
  it.each<AutoresetMode>(['disabled', 'next-step', 'same-step'])('stores whole episodes in mode %s', (mode) => {
    const { rollout, replay } = rolloutOf(mode);
    rollout.begin();
    const { agentSteps, episodes } = play(rollout, 60);
    // A resetting step of `next-step` is no agent step: 60 steps are ten of six then, else twelve of five.
    expect(agentSteps).toBe(mode === 'next-step' ? 2 * 50 : 2 * 60);
    expect(episodes.length).toBe(mode === 'next-step' ? 20 : 24);
    expect(episodes.every((episode) => episode.agentSteps === 5)).toBe(true);
    expect(new Set(episodes.map(({ truncated }) => truncated)).size).toBe(2);
    expect(Math.max(...episodes.map((episode) => episode.return))).toBeGreaterThan(5);
    expect(replay.size).toBe(agentSteps);

    const batch = allocateBatch(replay.size);
    replay.sample(batch, 1, new Rng(0));
    for (let row = 0; row < batch.size; row++) {
      const picture = (of: Uint8Array) => of[(row + 1) * observationSize - frameSize]!;
      const t = picture(batch.observations) - 10;
      expect(t).toBeLessThan(5);
      const next = picture(batch.nextObservations) - 10;
      if (batch.discounts[row] === 0) expect(t).toBeGreaterThanOrEqual(2);
      else
        expect([next, batch.discounts[row]]).toEqual([
          Math.min(t + 3, 5),
          Math.fround(0.9 ** (Math.min(t + 3, 5) - t)),
        ]);
      // Raw rewards are 0, 3 or 6; learning sees at most 1 a step.
      expect(batch.returns[row]).toBeLessThanOrEqual(1 + 0.9 + 0.81 + 1e-6);
    }
  });

  it('plays the running episodes again to restore', () => {
    const original = rolloutOf('disabled', 3);
    original.rollout.begin();
    play(original.rollout, 13);
    const copy = rolloutOf('disabled', 3);
    copy.rollout.restore(structuredClone(original.rollout.state()));
    copy.replay.restore(structuredClone(original.replay.state()));
    expect(Buffer.compare(copy.environment.observations, original.environment.observations)).toBe(0);
    expect(play(copy.rollout, 20)).toEqual(play(original.rollout, 20));
    expect(Buffer.compare(copy.environment.observations, original.environment.observations)).toBe(0);
    expect(copy.replay.size).toBe(original.replay.size);
  });

  it("restores in mode 'disabled' only", () => {
    const { rollout } = rolloutOf('next-step');
    rollout.begin();
    expect(() => rollout.restore(rollout.state())).toThrow(/autoreset mode 'disabled'/);
  });
});
