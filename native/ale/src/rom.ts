/** Reads a ROM: by game name, or from a file of one's own, which must be a ROM that ALE knows. */
import { readFileSync, statSync } from 'node:fs';
import { expectationError } from '@a2pd/core';
import { installCommand } from '@a2pd/toolchain/install-command';
import { loadBinding, packageFolder } from './binding.js';
import { findGame } from './games.js';

export interface RomSource {
  /** In snake case, e.g. `bank_heist`. */
  readonly game?: string | undefined;
  /** Instead of `game`: a ROM file, uncompressed. */
  readonly romFile?: string | undefined;
}

const maxRomBytes = 512 * 1024;

/** @returns The ROM's bytes, checked. Throws UNKNOWN_GAME, FILE_UNAVAILABLE or INVALID_ROM. */
export function readRom({ game, romFile }: RomSource): Uint8Array {
  if ((game === undefined) === (romFile === undefined)) {
    throw expectationError('INVALID_ARGUMENT', 'either game or romFile', game, 'give exactly one of them');
  }
  const bytes = readFile(romFile ?? findGame(game!).romPath);
  const { game: found } = loadBinding().identifyRom(bytes);
  if (game !== undefined && found !== game) {
    throw expectationError(
      'INVALID_ROM',
      `the ROM of ${game}`,
      found,
      `run \`${installCommand(packageFolder)}\` to fetch the ROMs again`,
    );
  }
  return bytes;
}

function readFile(path: string): Uint8Array {
  if (typeof path !== 'string') throw expectationError('INVALID_ARGUMENT', 'a path as romFile', path);
  const remedy = 'give the path of a readable ROM file';
  let bytes: Uint8Array;
  try {
    const status = statSync(path);
    if (!status.isFile()) throw expectationError('FILE_UNAVAILABLE', 'a ROM file', path, remedy);
    if (status.size > maxRomBytes) {
      throw expectationError('INVALID_ROM', `a ROM of at most ${maxRomBytes} bytes`, status.size, remedy);
    }
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.name === 'A2pdError') throw cause;
    throw expectationError('FILE_UNAVAILABLE', 'a ROM file', path, remedy, { cause });
  }
  // A small Buffer is a window on memory shared with others: the addon gets bytes of its own.
  return Uint8Array.from(bytes);
}
