/** Sweeps from outside. Loads no queue: it is the door for what only looks at folders. */
export { SweepsWatch, type WatchedSweep } from './sweeps-watch.js';
