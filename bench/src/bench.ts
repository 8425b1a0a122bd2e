import type { Log } from '@a2pd/toolchain';
import type { Conditions } from './conditions.js';
import type { Row } from './row.js';

export interface BenchOptions {
  /** How often each case is measured, ours and its peers in turn; undefined: the bench's own number. */
  readonly rounds: number | undefined;
  /** Say as well where our time goes, if the bench can. */
  readonly breakdown: boolean;
  readonly log: Log;
}

export interface BenchResult {
  readonly rows: readonly Row[];
  /** What the rows cannot say, as Markdown: conditions, breakdowns; printed and kept below the table. */
  readonly notes?: string;
  /** Versions of what was compared, e.g. `{ torch: '2.15.0' }`. */
  readonly versions?: Readonly<Record<string, string>>;
  /** What it computed with, where that is not what all benches are limited to. */
  readonly conditions?: Pick<Conditions, 'threads' | 'device'>;
  /** Of sizes that say only that it runs: printed, never kept. */
  readonly isTrial?: boolean;
}

/** A bench measures and returns; printing and keeping are main's. */
export type Bench = (options: BenchOptions) => Promise<BenchResult>;
