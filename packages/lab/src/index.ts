/** Local web pages: policies at play and attacks at work, live, and what runs, live. */
export { type Lab, type LabOptions, startLab } from './server/start-lab.js';
export { startWatch, type WatchOptions, type WatchPage } from './server/start-watch.js';
export type { Sight } from './watch/sight.js';
