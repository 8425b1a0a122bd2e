/** What becomes of a vector of emulators that this process has no memory for (Linux). */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { A2pdError } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { pongRom, preprocessing } from '../test-rom.js';

export interface Sizes {
  readonly numEnvironments: number;
  readonly numThreads: number;
}

/**
 * Makes a few, limits the memory of this process, asks for more than it has room for, then for the few again; prints how it ended.
 * @param roomBytes Left to what the process has taken by then.
 */
export function printRefusal(few: Sizes, many: Sizes, roomBytes: number): void {
  make(few);
  const usedKibibytes = Number(/^VmSize:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
  execFileSync('prlimit', [`--pid=${process.pid}`, `--as=${1024 * usedKibibytes + roomBytes}:unlimited`]);
  let refusal: unknown;
  try {
    make(many);
  } catch (error) {
    refusal = error instanceof A2pdError ? { code: error.code, remedy: error.remedy } : String(error);
  }
  make(few);
  console.log(JSON.stringify({ refusal }));
}

function make(sizes: Sizes): void {
  const options = { ...preprocessing, rom: pongRom(), autoresetMode: 'next-step', ...sizes } as const;
  const vector = new (loadBinding().VectorEmulator)(options);
  vector.step(new Int32Array(sizes.numEnvironments));
  vector.close();
}
