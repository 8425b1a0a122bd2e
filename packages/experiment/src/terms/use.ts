/** What schemas say of their options, ordered by the words that a person or a grid uses for them. */
import type { ConfigOption } from '@a2pd/artefact';

/** An option, and the attack, method or defence that has it; without an owner it is anybody's. */
export interface Use {
  readonly owner?: string;
  readonly option: ConfigOption;
}

interface Owner {
  readonly name: string;
  readonly options: readonly ConfigOption[];
}

/** Each option by its name, with everybody who has it. */
export function usesOf(owners: readonly Owner[]): Map<string, Use[]> {
  const uses = owners.flatMap(({ name: owner, options }) => options.map((option) => ({ owner, option })));
  return groupedBy(uses, ({ option }) => option.name);
}

/** In the order in which each key comes first. */
export function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

/** What was said of the named options, without those that nothing was said of. */
export function given(terms: object, names: Iterable<string>): Readonly<Record<string, unknown>> {
  const all = terms as Readonly<Record<string, unknown>>;
  return Object.fromEntries([...names].flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}
