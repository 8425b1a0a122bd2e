/**
 * What a user could do next, as data. An error carries it as `details.hint`, beside a remedy in words that fit every
 * caller; the command words it as what to type.
 */
export type Hint =
  | { readonly next: 'train'; readonly run: string; readonly runs: string }
  | { readonly next: 'resume-training'; readonly run: string; readonly runs: string }
  | { readonly next: 'compare-trainings'; readonly run: string; readonly runs: string }
  | { readonly next: 'evaluate'; readonly run: string; readonly runs: string; readonly policy?: string }
  /** `entry` is game/name. */
  | { readonly next: 'update-entry'; readonly run: string; readonly runs: string; readonly entry: string }
  | { readonly next: 'load-plugin'; readonly plugin: string };
