import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { A2pdError } from '@a2pd/core';
import { describe, expect, it } from 'vitest';
import { findGame, listGames, paperGames, romMd5, romPath } from './games.js';

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

  it('names close matches of an unknown game', () => {
    expect(() => findGame('Pong')).toThrow(A2pdError);
    expect(() => findGame('bankheist')).toThrow(/"bankheist"; did you mean bank_heist/);
  });
});
