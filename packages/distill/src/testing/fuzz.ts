/** Damages a data set at random, one fault a case, and asks `verifyDataSet` what it finds; for tests. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { A2pdError, Rng } from '@a2pd/core';
import { verifyDataSet } from '../data/verify-data-set.js';

export interface FuzzOutcome {
  readonly cases: number;
  /** What was done, where nothing or the wrong file was named; empty when every fault was found. */
  readonly missed: readonly string[];
}

const damages = ['flip', 'truncate', 'extend', 'remove', 'exchange', 'add'] as const;

/** The folder is sound again afterwards. */
export async function fuzzDataSet(directory: string, cases: number, seed: number): Promise<FuzzOutcome> {
  const rng = new Rng(seed);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
  const missed: string[] = [];
  for (let i = 0; i < cases; i++) {
    // Flips in half of the cases: they are what is hardest to see.
    const damage = i % 2 === 0 ? 'flip' : damages[rng.integer(damages.length)]!;
    const path = files[rng.integer(files.length)]!;
    const named = damage === 'add' ? `extra-${i}` : path;
    const sound = readFileSync(join(directory, path));
    const what = `${damage} ${path} ${apply(damage, directory, path, sound, files, rng, named)}`;
    try {
      const { faults } = await verifyDataSet(directory);
      if (!faults.some((fault) => fault.path === named)) missed.push(`${what}: found ${JSON.stringify(faults)}`);
    } catch (error) {
      // Without a manifest, or with one that says it is something else, there is no data set to verify.
      const isNamed = error instanceof A2pdError && named === 'manifest.json';
      if (!isNamed) missed.push(`${what}: ${error}`);
    }
    writeFileSync(join(directory, path), sound);
    if (damage === 'add') rmSync(join(directory, named));
  }
  return { cases, missed };
}

function apply(
  damage: (typeof damages)[number],
  directory: string,
  path: string,
  sound: Buffer,
  files: readonly string[],
  rng: Rng,
  extra: string,
): string {
  const file = join(directory, path);
  if (damage === 'flip') {
    const bit = rng.integer(sound.length * 8);
    const bytes = Buffer.from(sound);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    writeFileSync(file, bytes);
    return `bit ${bit}`;
  }
  if (damage === 'truncate') {
    const length = rng.integer(sound.length);
    writeFileSync(file, sound.subarray(0, length));
    return `to ${length}`;
  }
  if (damage === 'extend') writeFileSync(file, Buffer.concat([sound, Buffer.of(rng.integer(256))]));
  else if (damage === 'remove') rmSync(file);
  else if (damage === 'add') writeFileSync(join(directory, extra), 'not of the data set');
  else {
    const others = files.filter((other) => other !== path);
    writeFileSync(file, readFileSync(join(directory, others[rng.integer(others.length)]!)));
  }
  return '';
}
