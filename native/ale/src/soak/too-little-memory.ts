/** Asks for more emulators than the limit on this process leaves memory for (Linux), then for few; prints how it ended. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { A2pdError } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { pongRom, preprocessing } from '../test-rom.js';

/** Room for some hundred emulators. */
const roomBytes = 2 ** 28;

const make = (numEnvironments: number) => {
  const sizes = { numEnvironments, numThreads: 1 };
  const options = { ...preprocessing, rom: pongRom(), autoresetMode: 'next-step', ...sizes } as const;
  const vector = new (loadBinding().VectorEmulator)(options);
  vector.step(new Int32Array(numEnvironments));
  vector.close();
};

make(2);
const usedKibibytes = Number(/^VmSize:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
execFileSync('prlimit', [`--pid=${process.pid}`, `--as=${1024 * usedKibibytes + roomBytes}:unlimited`]);
let refusal: unknown;
try {
  make(4096);
} catch (error) {
  refusal = error instanceof A2pdError ? { code: error.code, remedy: error.remedy } : String(error);
}
make(2);
console.log(JSON.stringify({ refusal }));
