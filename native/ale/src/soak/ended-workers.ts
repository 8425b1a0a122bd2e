/** Ends worker threads, as many as its first argument says, each in the middle of a step; prints how many there were. */
import { Worker } from 'node:worker_threads';
import { bindingFile } from '../binding.js';
import { pongRom, preprocessing } from '../test-rom.js';

const source = `
  const { workerData, parentPort } = require('node:worker_threads');
  const vector = new (require(workerData.bindingFile).VectorEmulator)(workerData.options);
  vector.buffers();
  const actions = new Int32Array(2);
  parentPort.postMessage('stepping');
  for (;;) {
    vector.stepAsync(actions);
    vector.stepWait();
  }
`;
const options = { ...preprocessing, rom: pongRom(), numEnvironments: 2, numThreads: 2, autoresetMode: 'next-step' };

let ended = 0;
for (const cycles = Number(process.argv[2]); ended < cycles; ended++) {
  const worker = new Worker(source, { eval: true, workerData: { bindingFile, options } });
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  await worker.terminate();
}
console.log(JSON.stringify({ ended }));
