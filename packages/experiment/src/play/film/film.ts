import type { Screen } from '@a2pd/core';

/** Game screens, one an agent step, twice their size. */
export interface Film {
  /** Adds a screen of the same size as those before; it is not kept. */
  add(screen: Screen): void;
  /** Puts the whole film in its place. @throws A2pdError FILE_UNAVAILABLE or TOOL_UNAVAILABLE. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}
