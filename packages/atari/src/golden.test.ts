import { createHash } from 'node:crypto';
import { Emulator, paperGames } from '@a2pd/ale';
import { actionTape } from '@a2pd/ale/parity';
import { describe, expect, it } from 'vitest';
import { AtariVectorEnvironment } from './atari-vector-environment.js';

/**
 * First 16 digits of SHA-256 after 100 agent steps from a fixed start with the parity lane's actions. The lane plays
 * the same games against ale-py, Gymnasium and OpenCV; these hold the result where those are not installed.
 */
const golden: Record<string, { screens: string; ram: string; rainbow: string; gymnasium: string }> = {
  freeway: {
    screens: '94d65d457952572b',
    ram: '023e286e0d06be01',
    rainbow: 'c0cb1192b298e8d9',
    gymnasium: 'fd06877b2c5b0357',
  },
  bank_heist: {
    screens: 'e404cc89cfda024a',
    ram: '1aec86795e0c1c73',
    rainbow: '8bd26a82773eb200',
    gymnasium: 'fe6043796cd4aa46',
  },
  pong: {
    screens: '9dda5f41603d0032',
    ram: 'b1c909976a7919ea',
    rainbow: '12d7c90254455493',
    gymnasium: '639ef141eaac3cae',
  },
  boxing: {
    screens: '78e029423704aa8a',
    ram: 'f0d7400ebaa18c5e',
    rainbow: '69e0823a89712502',
    gymnasium: '3f56a64105e88cb9',
  },
  road_runner: {
    screens: '1874bf272b319ff2',
    ram: 'e4fdb14e9d586fae',
    rainbow: '4a318b3c7efc15ac',
    gymnasium: '49b397fba406cb23',
  },
};

describe('golden hashes', () => {
  it.each(paperGames)('%s', (game) => {
    expect({
      ...hashEmulator(game),
      rainbow: hashObservations(game, 'rainbow'),
      gymnasium: hashObservations(game, 'gymnasium'),
    }).toEqual(golden[game]);
  });
});

function hashEmulator(game: string) {
  const emulator = new Emulator({ game, aleSeed: 21, repeatActionProbability: 0.25 });
  const screens = createHash('sha256');
  const ram = createHash('sha256');
  for (const action of actionTape(5, 100, emulator.actions.length)) {
    for (let frame = 0; frame < 4; frame++) emulator.act(emulator.actions[action]!);
    screens.update(emulator.screenRgb());
    ram.update(emulator.ram());
  }
  emulator.close();
  return { screens: screens.digest('hex').slice(0, 16), ram: ram.digest('hex').slice(0, 16) };
}

function hashObservations(game: string, preset: 'rainbow' | 'gymnasium'): string {
  const environment = new AtariVectorEnvironment({ game, preset, numEnvironments: 1 });
  const hash = createHash('sha256').update(environment.resetTo([{ aleSeed: 21, noops: 7 }]));
  for (const action of actionTape(5, 100, environment.numActions)) {
    hash.update(environment.step(Int32Array.of(action)).observations);
  }
  environment.close();
  return hash.digest('hex').slice(0, 16);
}
