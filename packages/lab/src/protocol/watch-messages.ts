/** What the page of `watch` is told: a card for each training, distillation and sweep. */

export interface CurveLine {
  readonly name: string;
  /** Of where and what, from left to right. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

export interface CurveEntry {
  readonly title: string;
  /** What is counted from left to right, e.g. "agent steps". */
  readonly unit: string;
  readonly isShare: boolean;
  /** Whether a wide range is drawn by its logarithm, as that of a loss may be. */
  readonly isLoss: boolean;
  /** What the curve is of, then perhaps what it is seen beside. */
  readonly lines: readonly CurveLine[];
}

export interface FilmEntry {
  readonly type: 'gif' | 'mp4';
  readonly title: string;
  /** From the page. */
  readonly address: string;
}

export interface RunCard {
  /** The same as long as it is there. */
  readonly id: string;
  readonly title: string;
  /** What it is, in a few words. */
  readonly what: string;
  readonly status: 'running' | 'waiting' | 'stopped' | 'killed' | 'finished' | 'unreadable';
  /** In [0, 1]; null where the whole is not known. */
  readonly share: number | null;
  /** How far it is, e.g. "3 of 10 epochs". */
  readonly extent: string;
  /** How fast it goes, how long it has to go, and the like. */
  readonly pace: readonly string[];
  readonly curves: readonly CurveEntry[];
  readonly film: FilmEntry | null;
  /** What can be done about it. */
  readonly remarks: readonly string[];
}

/** How things stand: all ids in their order, and the cards that are new or changed. */
export interface RunsMessage {
  readonly type: 'runs';
  /** The folder that is watched. */
  readonly place: string;
  /** A command that begins a run. */
  readonly begin: string;
  readonly order: readonly string[];
  readonly cards: readonly RunCard[];
}
