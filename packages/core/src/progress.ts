/** How far a long job has come; whoever shows it adds rate and remaining time. */
export interface Progress {
  /** What is being done, e.g. "train". */
  readonly stage: string;
  readonly completed: number;
  readonly total: number;
  /** What is counted, e.g. "agent steps". */
  readonly unit: string;
  /** Figures worth showing beside the bar, by name. */
  readonly figures?: Readonly<Record<string, number>>;
}

export type ProgressListener = (progress: Progress) => void;
