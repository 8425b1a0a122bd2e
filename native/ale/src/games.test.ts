import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { catalogueOf, findGame, listGames, paperGames, romMd5, romPath } from './games.js';

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
  });
});
