/** Plays at random until the games have taken as many frames as its first argument says; every 20 steps one is reset, and one set to where another stands. */
import { Rng } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { paperGames } from '../games.js';
import { readRom } from '../rom.js';
import { preprocessing, seeded } from '../test-rom.js';

const frames = Number(process.argv[2]);
const numEnvironments = 8;
const rng = new Rng(3);
let played = 0;
for (const game of paperGames) {
  const sizes = { numEnvironments, numThreads: 2, autoresetMode: 'same-step' } as const;
  const vector = new (loadBinding().VectorEmulator)({ ...preprocessing, rom: readRom({ game }), ...sizes });
  const numActions = vector.describe().actions.length;
  vector.buffers();
  const until = played + frames / paperGames.length;
  for (let step = 0; played < until; step++) {
    if (step % 20 === 0) {
      vector.reset([seeded(rng.integer(numEnvironments), step)]);
      const { state } = vector.takeSnapshot(rng.integer(numEnvironments));
      vector.restoreSnapshot(rng.integer(numEnvironments), state);
    }
    vector.step(Int32Array.from({ length: numEnvironments }, () => rng.integer(numActions)));
    played += numEnvironments * preprocessing.frameSkip;
  }
  vector.close();
}
console.log(JSON.stringify({ played }));
