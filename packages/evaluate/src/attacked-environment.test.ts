import { IDLE } from '@a2pd/core';
import { testEnvironment } from '@a2pd/core/testing';
import { type Model, numTensors } from '@a2pd/tensor';
import { afterAll, describe, expect, it } from 'vitest';
import { AttackedEnvironment, type AttackedEnvironmentOptions } from './attacked-environment.js';
import { BandsGame, bandsModel, brightLevel, dimLevel, numActions } from './testing/bands-game.js';

const policy = bandsModel();
/** Beyond half of what sets two bands apart, a targeted attack gets its way. */
const flippingLevels = (brightLevel - dimLevel) / 2;

afterAll(() => policy.dispose());

function pgd(levels: number) {
  return { name: 'pgd', epsilon: levels / 255, steps: 4 } as const;
}

function attacked(options: Partial<AttackedEnvironmentOptions> = {}, numEnvironments = 3) {
  const environment = new BandsGame(numEnvironments);
  return new AttackedEnvironment({ environment, policy, attack: pgd(flippingLevels + 1), ...options });
}

/** The brightest band of each environment: what the policy would do. */
function brightBands(observations: Uint8Array): number[] {
  const frame = 84 * 84;
  return Array.from({ length: observations.length / (4 * frame) }, (_, i) => {
    const newest = observations.subarray((4 * i + 3) * frame, (4 * i + 4) * frame);
    return [0, 1, 2].findIndex((band) => newest[28 * band] === brightLevel);
  });
}

testEnvironment(
  'AttackedEnvironment',
  ({ numEnvironments, autoresetMode }) =>
    new AttackedEnvironment({
      environment: new BandsGame(numEnvironments, autoresetMode),
      policy,
      attack: pgd(flippingLevels + 1),
    }),
  8,
);

describe('the rewards of an adversary', () => {
  it.each([0, 1, 2])('are what its policy loses by doing what it wants: %d', (wanted) => {
    const environment = attacked();
    environment.reset({ seed: [10, 20, 30] });
    for (let step = 0; step < 4; step++) {
      const bright = brightBands(environment.observations);
      const { rewards } = environment.step(new Int32Array(3).fill(wanted));
      expect([...rewards]).toEqual(bright.map((band) => (band === wanted ? -1 : 0)));
    }
    environment.close();
  });

  it('are those of the policy alone where the attack is too weak', () => {
    const environment = attacked({ attack: pgd(flippingLevels - 1) });
    environment.reset({ seed: [10, 20, 30] });
    const { rewards } = environment.step(Int32Array.from([0, 1, 2]));
    expect([...rewards]).toEqual([-1, -1, -1]);
    environment.close();
  });
});

it('leaves an environment alone that is to stay as it is, and no tensor behind', () => {
  const environment = attacked();
  environment.reset({ seed: [10, 20, 30] });
  environment.step(Int32Array.from([0, 1, 2]));
  const before = numTensors();
  const bright = brightBands(environment.observations);
  const { rewards, episodeFrames } = environment.step(Int32Array.from([bright[0]!, IDLE, bright[2]!]));
  expect([...rewards]).toEqual([-1, 0, -1]);
  expect([...episodeFrames]).toEqual([8, 4, 8]);
  expect(numTensors()).toBe(before);
  environment.close();
});

describe('refuses', () => {
  const twoActions: Model = { ...policy, name: 'of another game', numActions: 2 };
  it.each<readonly [string, Partial<AttackedEnvironmentOptions>, string]>([
    ['an attack that leads nowhere', { attack: { name: 'noise' } }, 'INVALID_ARGUMENT'],
    ['a policy of other actions', { policy: twoActions }, 'INCOMPATIBLE_ARTEFACT'],
  ])('%s', (_what, options, code) => {
    expect(() => attacked(options)).toThrow(expect.objectContaining({ code }));
  });

  it('a target that is no action', () => {
    const environment = attacked();
    environment.reset({ seed: 1 });
    for (const target of [numActions, -2]) {
      const step = () => environment.step(Int32Array.from([0, target, 0]));
      expect(step).toThrow(
        expect.objectContaining({ code: 'ILLEGAL_ACTION', message: expect.stringContaining(`${target}`) }),
      );
    }
    environment.close();
  });
});
