/** Asks for more emulators than the limit on this process leaves memory for, then for few. */
import { printRefusal } from './limited-memory.js';

/** Room for some hundred emulators. */
const roomBytes = 2 ** 28;

printRefusal({ numEnvironments: 2, numThreads: 1 }, { numEnvironments: 4096, numThreads: 1 }, roomBytes);
