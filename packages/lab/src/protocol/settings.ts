/** What may be set, and how things are set at first; for page and session alike. */
import type { AttackSettings } from './commands.js';

/** Agent steps in a second; an agent step is four frames at 60 Hz, so that 15 is the game's own speed. */
export const speeds = [5, 15, 30, 60] as const;

export const largestEpsilon = 16 / 255;

export const noAttack: AttackSettings = {
  ...{ name: 'pgd', epsilon: 0, options: {}, labels: 'self', timing: { kind: 'always' } },
};
