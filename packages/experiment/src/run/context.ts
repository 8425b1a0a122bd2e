/** What a stage gets from whoever runs it: a way to be stopped, and two ways to say how it goes. */
import type { ProgressListener } from '@a2pd/core';

export interface JobContext {
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** Takes a line for the user; a terminal does not let it tear the progress bar. */
  readonly say: (line: string) => void;
}

/** A context of one's own: what is absent never stops, and says nothing. */
export function jobContext({
  signal = new AbortController().signal,
  onProgress = () => {},
  say = () => {},
}: Partial<JobContext> = {}): JobContext {
  return { signal, onProgress, say };
}
