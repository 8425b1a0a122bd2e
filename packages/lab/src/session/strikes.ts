/** On which states the attack strikes, in evaluation's words: what is seen here is what `evaluate` and `play` repeat. */
import type { Strikes } from '@a2pd/core';
import type { Timing } from '../protocol/commands.js';

/** Null where it strikes in every state. */
export function strikesAt(timing: Timing): Strikes | null {
  switch (timing.kind) {
    case 'always':
      return null;
    case 'every':
      return { every: timing.steps };
    case 'gap-above':
      return { gapAbove: timing.gap };
    case 'gap-below':
      return { gapBelow: timing.gap };
  }
}
