import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError, type ErrorCode } from '@a2pd/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Emulator } from './emulator.js';
import { listGames, romFolder } from './games.js';
import { pongRom } from './test-rom.js';

function codeOf(call: () => unknown): ErrorCode | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof A2pdError) return error.remedy ? error.code : undefined;
    throw error;
  }
  return undefined;
}

describe('Emulator', () => {
  it('plays the same frames again from the same seed, sticky actions included', () => {
    const emulator = new Emulator({ game: 'boxing', aleSeed: 3, repeatActionProbability: 0.25 });
    const play = () => {
      for (let i = 0; i < 200; i++) emulator.act(emulator.actions[i % emulator.actions.length]!);
      return [emulator.screenIndices(), emulator.ram(), emulator.frameNumber];
    };
    const first = play();
    emulator.reset(3);
    expect(play()).toEqual(first);
    emulator.reset(4);
    expect(play()).not.toEqual(first);
    emulator.close();
  });

  it('plays the modes and difficulties that a game has, again after every reset, and lists them to who names another', () => {
    const ramAfter = (options: object) => {
      const emulator = new Emulator({ game: 'freeway', ...options });
      const play = () => {
        for (let i = 0; i < 1500; i++) emulator.act(emulator.actions[1]!);
        return [emulator.ram(), emulator.screenIndices()];
      };
      const first = play();
      for (const aleSeed of [0, undefined]) {
        emulator.reset(aleSeed);
        expect(play()[0]).toEqual(first[0]);
      }
      emulator.close();
      return first;
    };
    const plain = ramAfter({});
    expect(ramAfter({ mode: 0, difficulty: 0 })).toEqual(plain);
    expect(ramAfter({ mode: 3 })).not.toEqual(plain);
    expect(ramAfter({ difficulty: 1 })).not.toEqual(plain);
    const refused = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('mode of freeway (0, 1, 2, 3, 4') };
    expect(() => new Emulator({ game: 'freeway', mode: 9 })).toThrow(expect.objectContaining(refused));
    expect(() => new Emulator({ game: 'freeway', difficulty: 2 })).toThrow('a difficulty of freeway (0, 1)');
    expect(codeOf(() => new Emulator({ game: 'freeway', mode: -1 }))).toBe('INVALID_ARGUMENT');
  });

  // Only the first power-on of a console is emulated; every later one puts back what that one left.
  it('is after a reset what a new emulator is, in every game', { timeout: 120_000 }, () => {
    for (const { name: game } of listGames()) {
      const options = { game, repeatActionProbability: 0.25, fullActionSet: true };
      const play = (emulator: Emulator, numFrames: number) => {
        for (let i = 0; i < numFrames && !emulator.terminated; i++)
          emulator.act(emulator.actions[(i * 7) % emulator.actions.length]!);
        return [emulator.screenIndices(), emulator.ram(), emulator.lives, emulator.frameNumber];
      };
      const fresh = new Emulator({ ...options, aleSeed: 5 });
      const used = new Emulator({ ...options, aleSeed: 6 });
      play(used, 45);
      used.reset(5);
      expect([game, ...play(used, 60)]).toEqual([game, ...play(fresh, 60)]);
      fresh.close();
      used.close();
    }
  });

  it.each([
    ['freeway', 3],
    ['pong', 6],
    ['bank_heist', 18],
    ['boxing', 18],
    ['road_runner', 18],
  ])('gives %s its minimal set of %i actions', (game, count) => {
    const emulator = new Emulator({ game });
    expect(emulator.actions.length).toBe(count);
    emulator.close();
  });

  it('tells truncation from termination', () => {
    const emulator = new Emulator({ game: 'pong', maxEpisodeFrames: 10 });
    for (let frame = 0; frame < 10; frame++) emulator.act(0);
    expect([emulator.terminated, emulator.truncated, emulator.episodeFrameNumber]).toEqual([false, true, 10]);
    expect(codeOf(() => emulator.act(0))).toBe('INVALID_STATE');
    emulator.reset();
    expect(emulator.truncated).toBe(false);
    emulator.close();
  });

  it('refuses what ALE would end the process on', () => {
    const emulator = new Emulator({ game: 'pong' });
    for (const action of [-1, 18, 2 ** 31, Number.NaN, 0.5, 6, '0', undefined]) {
      expect(codeOf(() => emulator.act(action as number))).toBe('ILLEGAL_ACTION');
    }
    for (const seed of [-1, 2 ** 31, Number.NaN, 'x']) {
      expect(codeOf(() => emulator.reset(seed as number))).toBe('INVALID_ARGUMENT');
    }
    const transferred = new Uint8Array(128);
    structuredClone(transferred, { transfer: [transferred.buffer] });
    for (const buffer of [new Uint8Array(127), new Float32Array(128), transferred, [], null]) {
      expect(codeOf(() => emulator.ram(buffer as Uint8Array))).toBe('INVALID_BUFFER');
    }
    emulator.close();
    emulator.close();
    expect(codeOf(() => emulator.act(0))).toBe('INVALID_STATE');
    expect(codeOf(() => emulator.lives)).toBe('INVALID_STATE');
  });

  it('refuses options that nobody reads', () => {
    expect(() => new Emulator({ game: 'pong', aleSed: 1 } as never)).toThrow(/did you mean aleSeed/);
    expect(codeOf(() => new Emulator({}))).toBe('INVALID_ARGUMENT');
  });
});

describe('bad ROMs', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'a2pd-rom-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const opened = (bytes: Uint8Array) => {
    const romFile = join(folder, 'pong.bin');
    writeFileSync(romFile, bytes);
    return codeOf(() => new Emulator({ romFile }));
  };

  it('refuses a missing file and a folder', () => {
    expect(codeOf(() => new Emulator({ romFile: join(folder, 'none.bin') }))).toBe('FILE_UNAVAILABLE');
    expect(codeOf(() => new Emulator({ romFile: romFolder }))).toBe('FILE_UNAVAILABLE');
  });

  it('refuses an empty, truncated, changed, oversized or gzip-headed file, whatever its name', () => {
    const rom = pongRom();
    expect(opened(new Uint8Array(0))).toBe('INVALID_ROM');
    expect(opened(rom.slice(0, 1000))).toBe('INVALID_ROM');
    expect(opened(rom.with(7, rom[7]! ^ 1))).toBe('INVALID_ROM');
    expect(opened(new Uint8Array(512 * 1024 + 1))).toBe('INVALID_ROM');
    expect(opened(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1))).toBe('INVALID_ROM');
  });

  it('accepts a known ROM by its content', () => {
    const romFile = join(folder, 'breakout.bin');
    writeFileSync(romFile, pongRom());
    const emulator = new Emulator({ romFile });
    expect(emulator.game).toBe('pong');
    emulator.close();
  });
});
