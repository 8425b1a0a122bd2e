/** A value that depends on how far a run has come. */
export type Schedule = (step: number) => number;

/** Goes from `from` at step `begin` to `to` at step `end` in a straight line, constant before and after. */
export function linearSchedule(from: number, to: number, begin: number, end: number): Schedule {
  return (step) => {
    if (step <= begin) return from;
    if (step >= end) return to;
    return from + ((to - from) * (step - begin)) / (end - begin);
  };
}

/** Whether a count that went from `before` to `after` came to, or past, a multiple of `period`. */
export function passesMultiple(period: number, before: number, after: number): boolean {
  return Math.floor(before / period) < Math.floor(after / period);
}
