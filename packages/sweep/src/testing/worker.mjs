// A worker in the tests of the queue: `node worker.mjs ADDRESS RUNS STAGES MILLISECONDS LOCK_MS` works until it is told to
// stop, or killed.

import { fileURLToPath } from 'node:url';
import { runSweepWorker, sweepFolder } from '@a2pd/sweep';

const [address, runs, stages, milliseconds, lockMs] = process.argv.slice(2);
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());

await runSweepWorker(address, {
  setting: {
    folder: sweepFolder(runs),
    program: [process.execPath, fileURLToPath(new URL('./stage.mjs', import.meta.url))],
    stagesOf: async (_, { path }) =>
      stages
        .split(',')
        .map((name) => ({ name, args: [name, path, milliseconds], artefact: (output) => output.artefact })),
    leaseStaleMs: Number(lockMs),
  },
  concurrency: 2,
  signal: stop.signal,
  lockMs: Number(lockMs),
});
