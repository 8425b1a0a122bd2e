/** Ctrl-C and SIGTERM ask the running job to stop at its next safe point; a second Ctrl-C does not wait. */
import { once } from 'node:events';
import { exitStatus } from './failure.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives the signals back to Node. */
  dispose(): void;
}

export interface InterruptionOptions {
  /** Whether to say that the stop was heard; true when absent. */
  readonly announce?: boolean;
}

export function listenForInterruption({ announce = true }: InterruptionOptions = {}): Interruption {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(exitStatus.interrupted);
    if (announce) console.error(`\na2pd: ${name}: stopping at the next safe point (again to stop at once)`);
    controller.abort(new Error(name));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/** Resolves when the signal is aborted. */
export async function interrupted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
