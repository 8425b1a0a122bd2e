/** A local web page on which policies play and attacks work, live, over the real emulator and the real networks. */
export { type Lab, type LabOptions, startLab } from './server/start-lab.js';
