import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { catalogueOf, findGame, gameNamed, listGames, listGamesForTwo, paperGames, romMd5, romPath } from './games.js';

describe('games', () => {
  it('lists every game whose ROM ALE knows, the five of the paper among them', () => {
    const names = listGames().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(95);
    expect(names).toEqual(expect.arrayContaining([...paperGames]));
    // Of two players each: ALE has no settings for them.
    expect(names).not.toContain('warlords');
  });

  it.each(paperGames)('gives the MD5 of the ROM of %s', (game) => {
    expect(romMd5(game)).toBe(
      createHash('md5')
        .update(readFileSync(romPath(game)))
        .digest('hex'),
    );
  });

  it('tells a damaged or missing ROM from an unknown game', () => {
    const folder = mkdtempSync(join(tmpdir(), 'a2pd-roms-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const list: Record<string, string> = {};
    for (const game of ['pong', 'boxing', 'freeway'] as const) {
      list[`${game}.bin`] = romMd5(game);
      if (game !== 'freeway') copyFileSync(romPath(game), join(folder, `${game}.bin`));
    }
    writeFileSync(join(folder, 'md5.json'), JSON.stringify(list));
    writeFileSync(join(folder, 'boxing.bin'), 'damaged');
    const { games, damaged } = catalogueOf(folder);
    expect([...games.keys()]).toEqual(['pong']);
    expect([...damaged]).toEqual(['boxing', 'freeway']);
    expect(() => catalogueOf(join(folder, 'none'))).toThrow(expect.objectContaining({ code: 'NATIVE_UNAVAILABLE' }));
  });

  it('names close matches of an unknown game', () => {
    expect(() => findGame('Pong')).toThrow(A2pdError);
    expect(() => findGame('bankheist')).toThrow(/"bankheist"; did you mean bank_heist/);
    expect(() => findGame('montezuma')).toThrow(/did you mean montezuma_revenge/);
    expect(() => findGame('Pong-ram-v0')).toThrow(/did you mean pong,/);
    expect(() => gameNamed('nonsense')).toThrow(expect.objectContaining({ code: 'UNKNOWN_GAME' }));
  });

  it('suggests for every id of Gym the right game first, and understands it', () => {
    for (const { name } of listGames()) {
      const id = name
        .split('_')
        .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
        .join('');
      const ids = [
        `${id}NoFrameskip-v4`,
        `${id}Deterministic-v4`,
        `${id}-v0`,
        `ALE/${id}-v5`,
        id,
        name.replaceAll('_', ' '),
      ];
      for (const wanted of [...ids, name]) expect(gameNamed(wanted), wanted).toBe(name);
      for (const wanted of ids.filter((other) => other !== name)) {
        expect(() => findGame(wanted)).toThrow(
          expect.objectContaining({ remedy: expect.stringMatching(`^did you mean ${name}[,?]`) }),
        );
      }
    }
  });

  it('says of games for two players why they are not offered', () => {
    expect(listGamesForTwo()).toEqual(['combat', 'joust', 'maze_craze', 'warlords']);
    for (const game of ['joust', 'JoustNoFrameskip-v4', 'ALE/MazeCraze-v5']) {
      expect(() => gameNamed(game)).toThrow(/a game for one player/);
    }
  });
});
