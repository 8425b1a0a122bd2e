/** One line of a bench: a figure of ours beside that of a peer, measured in the same run. */
export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  /** Median over the rounds. */
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** Above 1 where ours is better. */
  readonly ratio: number;
  /** What the ratio should be at least. */
  readonly goalRatio?: number | undefined;
  /** What `ours` should be at most. */
  readonly goalOurs?: number | undefined;
  /** The most memory each side's process ever held; measures of one process share it. */
  readonly oursPeakBytes?: number | undefined;
  readonly peerPeakBytes?: number | undefined;
  /** How far the two sides' results agree, e.g. "99.98% of pixels equal". */
  readonly agreement?: string | undefined;
}

/** @param better `lower` for times, `higher` for rates. */
export function createRow(figures: Omit<Row, 'ratio'>, better: 'lower' | 'higher'): Row {
  const { ours, peer } = figures;
  return { ...figures, ratio: better === 'lower' ? peer / ours : ours / peer };
}

/** Whether a row reaches its goal; undefined when it has none. */
export function reachesGoal({ ratio, ours, goalRatio, goalOurs }: Row): boolean | undefined {
  if (goalRatio === undefined && goalOurs === undefined) return undefined;
  return ratio >= (goalRatio ?? 0) && ours <= (goalOurs ?? Number.POSITIVE_INFINITY);
}
