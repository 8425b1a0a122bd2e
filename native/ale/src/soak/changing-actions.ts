/**
 * An Int32Array over shared memory that another thread keeps changing, between legal actions and one far outside, so that
 * whoever checks what is there and then reads it again plays what was never checked.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const source = `
  const { workerData } = require('node:worker_threads');
  for (let i = 0; ; i = (i + 1) % workerData.length) {
    Atomics.store(workerData, i, 2 ** 30);
    Atomics.store(workerData, i, 0);
  }
`;

export interface ChangingActions {
  readonly actions: Int32Array;
  stop(): Promise<unknown>;
}

/** Resolves when they have begun to change. */
export async function changingActions(length: number): Promise<ChangingActions> {
  const actions = new Int32Array(new SharedArrayBuffer(4 * length));
  const worker = new Worker(source, { eval: true, workerData: actions });
  await once(worker, 'online');
  return { actions, stop: () => worker.terminate() };
}
