/**
 * The contract of core's VectorEnvironment as a test suite: every implementation runs it. It needs vitest, so tests alone
 * import it.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AutoresetMode, IDLE, observationSize, type VectorEnvironment } from '../environment.js';
import { A2pdError } from '../errors.js';

export interface EnvironmentUnderTest {
  readonly numEnvironments: number;
  readonly autoresetMode: AutoresetMode;
}

/**
 * @param make Makes an environment whose episodes end after `episodeSteps` steps at most.
 * @param episodeSteps So few that the suite sees several episodes.
 */
export function testEnvironment(
  name: string,
  make: (options: EnvironmentUnderTest) => VectorEnvironment,
  episodeSteps: number,
): void {
  const numEnvironments = 3;
  const withEnvironment = (autoresetMode: AutoresetMode, run: (environment: VectorEnvironment) => void) => {
    const environment = make({ numEnvironments, autoresetMode });
    try {
      run(environment);
    } finally {
      environment.close();
    }
  };
  const actionsOf = (environment: VectorEnvironment, step: number) =>
    Int32Array.from({ length: numEnvironments }, (_, index) => (step * 7 + index * 3) % environment.numActions);

  describe(`${name} keeps the VectorEnvironment contract`, () => {
    it('has observations of the right size, and writes each step into the same arrays', () => {
      withEnvironment('next-step', (environment) => {
        expect(environment.observations.length).toBe(numEnvironments * observationSize);
        expect(environment.reset({ seed: 1 })).toBe(environment.observations);
        const step = environment.step(actionsOf(environment, 0));
        expect(step.observations).toBe(environment.observations);
        for (const array of [step.rewards, step.terminated, step.truncated, step.lifeLost, step.lives]) {
          expect(array.length).toBe(numEnvironments);
        }
      });
    });

    it.each(['next-step', 'same-step', 'disabled'] as const)('plays the same again from the same seed: %s', (mode) => {
      withEnvironment(mode, (environment) => {
        const play = () => {
          environment.reset({ seed: 5 });
          const seen: unknown[] = [[...environment.episodeStarts]];
          for (let index = 0; index < 2 * episodeSteps; index++) {
            const step = environment.step(actionsOf(environment, index));
            seen.push(digest(step.observations), [...step.rewards], [...step.terminated], [...step.truncated]);
            const ended = endedIndices(step);
            if (mode === 'disabled' && ended.length > 0) {
              environment.reset({ indices: ended, seed: ended.map((which) => 100 * index + which) });
            }
          }
          return seen;
        };
        expect(play()).toEqual(play());
      });
    });

    it('makes an episode of its seed, wherever and beside whatever it is played', () => {
      withEnvironment('disabled', (environment) => {
        environment.reset({ seed: [7, 8, 9] });
        const [seven] = environment.episodeStarts;
        const first = digest(environment.observations.slice(0, observationSize));
        environment.reset({ seed: [1, 2, 7] });
        expect(environment.episodeStarts[2]).toEqual(seven);
        expect(digest(environment.observations.slice(2 * observationSize))).toBe(first);
      });
    });

    it('resets the chosen environments and leaves the others alone', () => {
      withEnvironment('disabled', (environment) => {
        environment.reset({ seed: 3 });
        environment.step(actionsOf(environment, 0));
        const before = environment.observations.slice();
        environment.reset({ indices: [1], seed: [42] });
        const after = environment.observations;
        expect(digest(after.slice(0, observationSize))).toBe(digest(before.slice(0, observationSize)));
        expect(digest(after.slice(2 * observationSize))).toBe(digest(before.slice(2 * observationSize)));
        expect(environment.episodeStarts[1]!.seed).toBe(42);
      });
    });

    it('next-step: the step after an end ignores the action and gives the next episode', () => {
      withEnvironment('next-step', (environment) => {
        environment.reset({ seed: 2 });
        let index = 0;
        let step = environment.step(actionsOf(environment, index));
        while (endedIndices(step).length === 0) step = environment.step(actionsOf(environment, ++index));
        const which = endedIndices(step)[0]!;
        const { seed } = environment.episodeStarts[which]!;
        const frames = step.episodeFrames[which]!;
        expect(frames).toBeGreaterThan(0);
        step = environment.step(actionsOf(environment, ++index));
        expect([step.wasReset[which], step.rewards[which], step.terminated[which], step.truncated[which]]).toEqual([
          1, 0, 0, 0,
        ]);
        expect(step.episodeFrames[which]).toBe(0);
        expect(environment.episodeStarts[which]!.seed).not.toBe(seed);
        step = environment.step(actionsOf(environment, ++index));
        expect(step.wasReset[which]).toBe(0);
      });
    });

    it('same-step: the ended episode leaves its last observation beside the first of the next', () => {
      withEnvironment('same-step', (environment) => {
        environment.reset({ seed: 2 });
        let index = 0;
        let step = environment.step(actionsOf(environment, index));
        while (endedIndices(step).length === 0) step = environment.step(actionsOf(environment, ++index));
        const which = endedIndices(step)[0]!;
        const slice = (from: Uint8Array) =>
          digest(from.subarray(which * observationSize, (which + 1) * observationSize));
        const first = slice(step.observations);
        expect(slice(step.finalObservations!)).not.toEqual(first);
        // The next episode begins as its seed says.
        environment.reset({ seed: Array(numEnvironments).fill(environment.episodeStarts[which]!.seed) });
        expect(slice(environment.observations)).toEqual(first);
      });
    });

    it('disabled: a finished environment takes IDLE alone', () => {
      withEnvironment('disabled', (environment) => {
        environment.reset({ seed: 2 });
        let index = 0;
        let step = environment.step(actionsOf(environment, index));
        while (endedIndices(step).length === 0) step = environment.step(actionsOf(environment, ++index));
        const ended = endedIndices(step);
        expect(() => environment.step(actionsOf(environment, 0))).toThrow(A2pdError);
        const slice = (from: Uint8Array) =>
          digest(from.subarray(ended[0]! * observationSize, (ended[0]! + 1) * observationSize));
        const kept = slice(step.observations);
        const actions = actionsOf(environment, 0).map((action, which) => (ended.includes(which) ? IDLE : action));
        step = environment.step(actions);
        expect([step.rewards[ended[0]!], step.terminated[ended[0]!]! + step.truncated[ended[0]!]!]).toEqual([0, 1]);
        expect(slice(step.observations)).toBe(kept);
      });
    });

    it('stepAsync and stepWait give what step gives', () => {
      withEnvironment('next-step', (environment) => {
        environment.reset({ seed: 4 });
        const expected = digest(environment.step(actionsOf(environment, 1)).observations);
        environment.reset({ seed: 4 });
        environment.stepAsync(actionsOf(environment, 1));
        expect(digest(environment.stepWait().observations)).toBe(expected);
      });
    });

    it('refuses illegal actions, bad seeds and calls after close with typed errors', () => {
      const environment = make({ numEnvironments, autoresetMode: 'next-step' });
      for (const action of [-1, environment.numActions, 2 ** 31 - 1]) {
        expect(() => environment.step(new Int32Array(numEnvironments).fill(action))).toThrow(A2pdError);
      }
      expect(() => environment.step(new Int32Array(numEnvironments + 1))).toThrow(A2pdError);
      for (const seed of [-1, 0.5, Number.NaN, [1], 'x'] as never[]) {
        expect(() => environment.reset({ seed })).toThrow(A2pdError);
      }
      expect(() => environment.reset({ indices: [0], seed: 3 })).toThrow(A2pdError);
      environment.close();
      expect(() => environment.step(new Int32Array(numEnvironments))).toThrow(A2pdError);
      expect(() => environment.reset()).toThrow(A2pdError);
    });
  });
}

function endedIndices(step: { readonly terminated: Uint8Array; readonly truncated: Uint8Array }): number[] {
  return [...step.terminated.keys()].filter((index) => step.terminated[index] || step.truncated[index]);
}

/** Comparing digests is a thousand times as fast as comparing arrays element by element. */
function digest(observations: Uint8Array): string {
  return createHash('sha256').update(observations).digest('hex');
}
