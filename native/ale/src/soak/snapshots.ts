/**
 * Takes and restores snapshots in every order in which emulators, handles and threads can end: handles that outlive their
 * emulator, emulators that are collected before them, worker threads that end with both. As many rounds as its first argument
 * says; prints how many snapshots were taken, and how many uses of one that were none of ours to allow were refused.
 */
import { Worker } from 'node:worker_threads';
import { A2pdError, Rng } from '@a2pd/core';
import { type Binding, bindingFile, loadBinding } from '../binding.js';
import { pongRom, preprocessing, seeded } from '../test-rom.js';

const rounds = Number(process.argv[2]);
const rng = new Rng(5);
const options = {
  ...preprocessing,
  rom: pongRom(),
  numEnvironments: 2,
  numThreads: 2,
  autoresetMode: 'disabled',
} as const;
const numActions = 6;

let taken = 0;
let refused = 0;
/** Of emulators that are closed or collected by now. */
let kept: unknown[] = [];

function open(): Binding.VectorEmulator {
  const vector = new (loadBinding().VectorEmulator)(options);
  vector.buffers();
  vector.reset([seeded(0, 1), seeded(1, 2)]);
  return vector;
}

function refuse(use: () => void): void {
  try {
    use();
  } catch (error) {
    if (!(error instanceof A2pdError)) throw error;
    refused++;
  }
}

/** A search: hundreds of states are open at once, and are dropped in any order. */
function search(vector: Binding.VectorEmulator): unknown[] {
  const states: unknown[] = [];
  for (let step = 0; step < 100; step++) {
    if (states.length > 0) vector.restoreSnapshot(rng.integer(2), states[rng.integer(states.length)]);
    vector.step(Int32Array.of(rng.integer(numActions), rng.integer(numActions)));
    const { state } = vector.takeSnapshot(rng.integer(2));
    taken++;
    if (states.length > 50) states[rng.integer(states.length)] = state;
    else states.push(state);
  }
  return states;
}

const source = `
  const { workerData, parentPort } = require('node:worker_threads');
  const vector = new (require(workerData.bindingFile).VectorEmulator)(workerData.options);
  vector.buffers();
  const states = [];
  for (let step = 0; ; step++) {
    vector.stepAsync(new Int32Array(2));
    vector.stepWait();
    states[step % 20] = vector.takeSnapshot(0).state;
    vector.restoreSnapshot(1, states[step % states.length]);
    if (step === 20) parentPort.postMessage('searching');
  }
`;

for (let round = 0; round < rounds; round++) {
  const vector = open();
  const states = search(vector);
  for (const state of kept) refuse(() => vector.restoreSnapshot(0, state));
  vector.stepAsync(new Int32Array(2));
  refuse(() => vector.restoreSnapshot(0, states[0]));
  if (round % 2 === 0) vector.close();
  refuse(() => vector.restoreSnapshot(0, states[0]));
  kept = states.slice(0, 3);
  if (round % 3 === 0) global.gc?.();
  if (round % 10 !== 0) continue;
  const worker = new Worker(source, { eval: true, workerData: { bindingFile, options } });
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await worker.terminate();
}
console.log(JSON.stringify({ taken, refused }));
