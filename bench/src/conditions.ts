import type { Machine } from './machine.js';

/** Under which a bench was run. */
export interface Conditions {
  readonly machine: Machine;
  /** Of each side, and the device they compute on. */
  readonly threads: number;
  readonly device: string;
  /** Shares of the processors, in [0, 1], that others used in the second before the bench and in the one after it. */
  readonly usedByOthersBefore: number;
  readonly usedByOthersAfter: number;
}

/** What others may use before figures are in doubt. */
export const busyShare = 0.1;
