/** What was seen of a match, step by step. */
import type { FrameHeader } from '../protocol/messages.js';

export interface Moment {
  readonly score: number;
  readonly isFlipped: boolean;
  readonly isProved: boolean;
}

export class Timeline {
  /** By seat and step; a step that was not looked at is missing. */
  readonly seats: (Moment | undefined)[][] = [];

  /** Forgets what a game that went another way from here has overtaken. */
  add({ seats, step, length }: FrameHeader): void {
    seats.forEach(({ score, action, cleanAction, possibleActions }, i) => {
      this.seats[i] ??= [];
      const moments = this.seats[i];
      moments.length = Math.min(moments.length, length + 1);
      moments[step] = { score, isFlipped: action !== cleanAction, isProved: possibleActions?.length === 1 };
    });
  }
}
