/** Asks for more threads than the limit on this process leaves room for, then for few. */
import { printRefusal } from './limited-memory.js';

/** Room for some of 256 stacks of 8 MiB each. */
const roomBytes = 2 ** 30;

printRefusal({ numEnvironments: 2, numThreads: 2 }, { numEnvironments: 256, numThreads: 256 }, roomBytes);
