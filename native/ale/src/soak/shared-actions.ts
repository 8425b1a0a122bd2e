/** Steps a vector, as often as its first argument says, with actions that change meanwhile; prints how the calls ended. */
import { setTimeout } from 'node:timers/promises';
import { A2pdError } from '@a2pd/core';
import { loadBinding } from '../binding.js';
import { pongRom, preprocessing } from '../test-rom.js';
import { changingActions } from './changing-actions.js';

const wanted = Number(process.argv[2]);
const numEnvironments = 8;
const options = {
  ...preprocessing,
  rom: pongRom(),
  numEnvironments,
  numThreads: 2,
  autoresetMode: 'next-step',
} as const;
const vector = new (loadBinding().VectorEmulator)(options);
const changing = await changingActions(numEnvironments);
let stepped = 0;
let refused = 0;
while (stepped < wanted) {
  try {
    vector.step(changing.actions);
    stepped++;
  } catch (error) {
    if (!(error instanceof A2pdError && error.code === 'ILLEGAL_ACTION')) throw error;
    if (++refused % 1000 === 0) await setTimeout(1);
  }
}
await changing.stop();
console.log(JSON.stringify({ stepped, isRaced: refused > 0 }));
