/**
 * Broken ROM images by the thousand, in a child process of its own: flipped bits, cut off, grown, random, gzip-headed.
 * Prints how many were tried, and how many were accepted though ALE does not know them.
 */
import { createHash } from 'node:crypto';
import { A2pdError, Rng } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { listGames } from '../games.js';
import { pongRom } from '../test-rom.js';

const [seed, count] = process.argv.slice(2).map(Number);
const rng = new Rng(seed!);
const binding = loadBinding();
const known = new Set(listGames().map(({ md5 }) => md5));
const rom = pongRom();

const breaks: readonly (() => Uint8Array)[] = [
  () => rom.with(rng.integer(rom.length), rng.integer(256)),
  () => rom.slice(0, rng.integer(rom.length + 1)),
  () => Uint8Array.from({ length: rng.integer(9000) }, () => rng.integer(256)),
  () => Uint8Array.of(0x1f, 0x8b, ...Array.from({ length: rng.integer(300) }, () => rng.integer(256))),
  () => new Uint8Array(rng.integer(600_000)),
];

let unknownAccepted = 0;
let untyped = 0;
for (let i = 0; i < count!; i++) {
  const bytes = breaks[rng.integer(breaks.length)]!();
  try {
    const options = { rom: bytes, aleSeed: 0, repeatActionProbability: 0, maxEpisodeFrames: 0, fullActionSet: false };
    new binding.Emulator(options).close();
    if (!known.has(createHash('md5').update(bytes).digest('hex'))) unknownAccepted++;
  } catch (error) {
    if (!(error instanceof A2pdError && error.code === 'INVALID_ROM')) untyped++;
  }
}
console.log(JSON.stringify({ tried: count, unknownAccepted, untyped }));
