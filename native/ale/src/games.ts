/**
 * Game names -> ROM files. The list is what both sides agree on: a ROM of the source distribution, as its own list of MD5s
 * has it, which ALE's table knows under the file's name (four are two-player games that only ale-py's sister project plays).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { A2pdError, expectationError } from '@a2pd/core';
import { installCommand } from '@a2pd/toolchain/install-command';
import { loadBinding, packageFolder } from './binding.js';
import { nameOf, similarNames } from './game-names.js';

/** The five games of the paper's tables. */
export const paperGames = ['freeway', 'bank_heist', 'pong', 'boxing', 'road_runner'] as const;

export interface Game {
  /** In snake case, e.g. `bank_heist`. */
  readonly name: string;
  /** Of the ROM, as in ALE's table. */
  readonly md5: string;
  readonly romPath: string;
}

/** Where the installation leaves the ROMs. */
export const romFolder = join(packageFolder, 'vendor', 'roms');

interface Catalogue {
  readonly games: ReadonlyMap<string, Game>;
  /** Names of ROMs that are missing or not as they came. */
  readonly damaged: ReadonlySet<string>;
  /** Names of sound ROMs that ALE does not play with one player. */
  readonly forTwo: ReadonlySet<string>;
}

let catalogue: Catalogue | undefined;

/** Every game that can be played, by name. */
export function listGames(): readonly Game[] {
  return [...readCatalogue().games.values()];
}

/** Names of the ROMs that are there and cannot be played: ALE has no settings for one player. */
export function listGamesForTwo(): readonly string[] {
  return [...readCatalogue().forTwo];
}

/**
 * ALE's name of a game: of that name itself in any writing, or of an id of Gym or Gymnasium, e.g. "PongNoFrameskip-v4",
 * "PongDeterministic-v4", "ALE/Pong-v5". Only the game is taken from it, not how its screens are shown.
 * Throws as `findGame`.
 */
export function gameNamed(id: string): string {
  const { games, damaged, forTwo } = readCatalogue();
  return findGame(nameOf(id, [...games.keys(), ...damaged, ...forTwo]) ?? id).name;
}

/** Throws UNKNOWN_GAME, naming games that are written alike, or INVALID_ROM where the game's ROM is damaged. */
export function findGame(name: string): Game {
  const { games, damaged, forTwo } = readCatalogue();
  const game = games.get(name);
  if (game) return game;
  if (damaged.has(name)) {
    const remedy = `run \`${installCommand(packageFolder)}\`, which fetches it again`;
    throw expectationError('INVALID_ROM', `the ROM of ${name} as it came`, 'a missing or damaged file', remedy);
  }
  if (forTwo.has(name)) {
    const remedy = 'choose another game: ALE has no settings to play it alone';
    throw expectationError('UNKNOWN_GAME', 'a game for one player', name, remedy);
  }
  const similar = similarNames(String(name), [...games.keys()], 3);
  const remedy = `did you mean ${similar.join(', ')}?`;
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

function readCatalogue(): Catalogue {
  catalogue ??= catalogueOf(romFolder);
  return catalogue;
}

/** What is in a folder of ROMs and of `md5.json`, their list. Throws NATIVE_UNAVAILABLE when there is no list. */
export function catalogueOf(folder: string): Catalogue {
  const games = new Map<string, Game>();
  const damaged = new Set<string>();
  const forTwo = new Set<string>();
  for (const [file, md5] of Object.entries(readList(folder))) {
    const name = basename(file, '.bin');
    const romPath = join(folder, file);
    const bytes = readIfThere(romPath);
    if (bytes === undefined || createHash('md5').update(bytes).digest('hex') !== md5) damaged.add(name);
    else if (gameOf(bytes) === name) games.set(name, { name, md5, romPath });
    else forTwo.add(name);
  }
  return { games, damaged, forTwo };
}

function readList(folder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(folder, 'md5.json'), 'utf8'));
  } catch (cause) {
    const remedy = `run \`${installCommand(packageFolder)}\`, which fetches them`;
    throw new A2pdError('NATIVE_UNAVAILABLE', `Expected the ROMs in ${folder}; ${remedy}`, { remedy, cause });
  }
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Undefined for what ALE has no settings for. */
function gameOf(bytes: Uint8Array): string | undefined {
  try {
    return loadBinding().identifyRom(bytes).game;
  } catch (error) {
    if (error instanceof A2pdError && error.code === 'INVALID_ROM') return undefined;
    throw error;
  }
}
