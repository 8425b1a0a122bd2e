/** TensorFlow and the emulators work on the event loop's thread: long loops let signals and timers have their turn. */
import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from './errors.js';

/**
 * Takes one turn of the event loop, without which no signal would ever arrive.
 * @throws A2pdError INTERRUPTED once the signal, if there is one, is aborted.
 */
export async function breathe(signal?: AbortSignal): Promise<void> {
  await setImmediate();
  throwIfAborted(signal);
}
