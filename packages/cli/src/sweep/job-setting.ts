/** How this machine does the jobs of a sweep: each stage is the real command, in a child process. */
import { fileURLToPath } from 'node:url';
import type { JobSetting, SweepFolder } from '@a2pd/sweep';
import { sweepStages } from './sweep-stages.js';

/** @param threads TensorFlow's in each child; its own choice when absent. */
export function jobSetting(folder: SweepFolder, threads?: number): JobSetting {
  const main = fileURLToPath(new URL('../main.js', import.meta.url));
  return {
    folder,
    stagesOf: sweepStages(folder),
    program: [process.execPath, main],
    // All sweeps share their results, and so compute alike.
    environment: { A2PD_PRECISION: 'float32', ...(threads ? { TF_NUM_INTRAOP_THREADS: String(threads) } : {}) },
  };
}
