/** One life of a process that ends in the middle of a step, in the way its first argument names. */
import { loadBinding } from '../binding.js';
import { pongRom, preprocessing } from '../test-rom.js';

const options = {
  ...preprocessing,
  rom: pongRom(),
  numEnvironments: 4,
  numThreads: 2,
  autoresetMode: 'next-step',
} as const;
const vector = new (loadBinding().VectorEmulator)(options);
vector.buffers();
vector.stepAsync(new Int32Array(4));

switch (process.argv[2]) {
  case 'exit':
    process.exit(0);
    break;
  case 'throw':
    throw new Error('uncaught on purpose');
  case 'collect':
    global.gc?.();
    vector.stepWait();
    break;
  default:
    break;
}
