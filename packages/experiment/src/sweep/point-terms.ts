/** A point's coordinates as words of a distillation: those that have names of their own, and settings by their paths. */
import type { Point } from '@a2pd/sweep';

type TermValue = string | number | boolean | readonly string[] | undefined;
export type Terms = Readonly<Record<string, TermValue>>;

export function pointTerms({ coordinates: { game: _, ...rest } }: Point): { options: Terms; set: Terms } {
  const isSetting = ([name]: [string, unknown]) => name.startsWith('set.');
  const set = Object.entries(rest)
    .filter(isSetting)
    .map(([name, value]) => [name.slice('set.'.length), value]);
  const options = Object.entries(rest).filter((entry) => !isSetting(entry));
  return { options: Object.fromEntries(options), set: Object.fromEntries(set) };
}

/** Each "path=value", as `readSettings` takes them. */
export function settingsOf(set: Terms): string[] {
  return Object.entries(set).map(([path, value]) => `${path}=${value}`);
}
