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

/** The share of a smooth ramp that is its curve, and the power with which it leaves 0. */
const curveShare = 0.25;
const curvePower = 4;

/**
 * Leaves 0 at step `begin` with the fourth power of what has gone by, and goes on in a straight line, without a kink, to `to` at
 * step `end` (the smoothed schedule of Gowal et al. 2018's code, which SA-DQN and RADIAL train by).
 */
export function smoothRamp(to: number, begin: number, end: number): Schedule {
  // Curve and line meet with the same slope at a quarter of the way.
  const steepness = 1 / (curvePower * curveShare ** (curvePower - 1) * (1 - curveShare) + curveShare ** curvePower);
  const atMeeting = steepness * curveShare ** curvePower;
  return (step) => {
    if (step <= begin) return 0;
    if (step >= end) return to;
    const share = (step - begin) / (end - begin);
    if (share < curveShare) return to * steepness * share ** curvePower;
    return to * (atMeeting + ((1 - atMeeting) * (share - curveShare)) / (1 - curveShare));
  };
}

/** Whether a count that went from `before` to `after` came to, or past, a multiple of `period`. */
export function passesMultiple(period: number, before: number, after: number): boolean {
  return Math.floor(before / period) < Math.floor(after / period);
}
