/** TensorFlow works on the event loop's thread: long loops let signals and timers have their turn between steps. */
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '@a2pd/core';

/** @throws A2pdError INTERRUPTED once the signal is aborted. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
