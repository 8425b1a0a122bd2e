/** One line of a bench: a figure of ours, usually beside that of a peer measured in the same run. */
import { median } from '@a2pd/core';

export interface Row {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  /** Median over the rounds. */
  readonly ours: number;
  /** Every round's figure, in order: how far the median can be trusted. */
  readonly oursRounds?: readonly number[] | undefined;
  /** Absent where nobody else has such a figure. */
  readonly peer?: number | undefined;
  readonly peerRounds?: readonly number[] | undefined;
  readonly peerName?: string | undefined;
  /** Above 1 where ours is better. */
  readonly ratio?: number | undefined;
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

type Compared = Row & { readonly peer: number; readonly peerName: string; readonly ratio: number };

/** @param better `lower` for times, `higher` for rates. */
export function createRow(figures: Omit<Compared, 'ratio'>, better: 'lower' | 'higher'): Compared {
  const { ours, peer } = figures;
  return { ...figures, ratio: better === 'lower' ? peer / ours : ours / peer };
}

/** The medians of two contestants' rounds, and the rounds themselves, as a row's figures. */
export function rowFigures(oursRounds: readonly number[], peerRounds: readonly number[]) {
  return { ours: median(oursRounds), oursRounds, peer: median(peerRounds), peerRounds };
}

/** Whether a row reaches its goal; undefined when it has none. */
export function reachesGoal({ ratio, ours, goalRatio, goalOurs }: Row): boolean | undefined {
  if (goalRatio === undefined && goalOurs === undefined) return undefined;
  return (ratio ?? Number.POSITIVE_INFINITY) >= (goalRatio ?? 0) && ours <= (goalOurs ?? Number.POSITIVE_INFINITY);
}
