/**
 * Game names -> ROM files. The list is what both sides agree on: a ROM of the source distribution whose MD5 ALE's own
 * table knows under the file's name (four of the ROMs are two-player games that only ale-py's sister project plays).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { A2pdError, expectationError } from '@a2pd/core';
import { loadBinding } from './binding.js';
import { closestNames } from './closest-names.js';

/** The five games of the paper's tables. */
export const paperGames = ['freeway', 'bank_heist', 'pong', 'boxing', 'road_runner'] as const;

export interface Game {
  /** In snake case, e.g. `bank_heist`. */
  readonly name: string;
  /** Of the ROM, as in ALE's table. */
  readonly md5: string;
  readonly romPath: string;
}

/** Where `pnpm build` leaves the ROMs. */
export const romFolder = fileURLToPath(new URL('../vendor/roms', import.meta.url));

let games: ReadonlyMap<string, Game> | undefined;

/** Every game that can be played, by name. */
export function listGames(): readonly Game[] {
  return [...gamesByName().values()];
}

/** Throws UNKNOWN_GAME, naming games that are written alike. */
export function findGame(name: string): Game {
  const game = gamesByName().get(name);
  if (game) return game;
  const similar = closestNames(String(name), [...gamesByName().keys()], 3);
  const remedy = `did you mean ${similar.join(', ')}? listGames() has all`;
  throw expectationError('UNKNOWN_GAME', 'a game that ALE knows', name, remedy, { similar });
}

/** The ROM file of a game. */
export function romPath(name: string): string {
  return findGame(name).romPath;
}

/** The MD5 of a game's ROM, lower-case hexadecimal. */
export function romMd5(name: string): string {
  return findGame(name).md5;
}

function gamesByName(): ReadonlyMap<string, Game> {
  games ??= new Map(readGames().map((game) => [game.name, game]));
  return games;
}

function readGames(): Game[] {
  const binding = loadBinding();
  return romFiles().flatMap((file) => {
    const path = join(romFolder, file);
    try {
      const { game, md5 } = binding.identifyRom(readFileSync(path));
      return game === basename(file, '.bin') ? [{ name: game, md5, romPath: path }] : [];
    } catch (error) {
      if (error instanceof A2pdError && error.code === 'INVALID_ROM') return [];
      throw error;
    }
  });
}

function romFiles(): string[] {
  try {
    return readdirSync(romFolder).filter((file) => file.endsWith('.bin'));
  } catch (cause) {
    const remedy = 'run `pnpm build`, which fetches them';
    throw new A2pdError('NATIVE_UNAVAILABLE', `Expected the ROMs in ${romFolder}; ${remedy}`, { remedy, cause });
  }
}
