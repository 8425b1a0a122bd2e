/** Options of several owners, such as attacks or defences, as the documentation lists them. */
import { formatEpsilon, markdownTable } from '@a2pd/core';
import type { ConfigOption } from './config-option.js';

interface OptionOwner {
  readonly name: string;
  readonly options: readonly ConfigOption[];
}

/**
 * One row for each option; where owners differ in its default or its meaning, one for each form of it. In Markdown.
 * @param nameOf How the page calls an option.
 */
export function optionTable(owners: Iterable<OptionOwner>, nameOf = (name: string) => name): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly owners: string[] }>();
  for (const { name, options } of owners) {
    for (const option of options) {
      const cells = [`\`${nameOf(option.name)}\``, defaultOf(option), option.description];
      const row = rows.get(cells.join()) ?? { cells, owners: [] };
      row.owners.push(name);
      rows.set(cells.join(), row);
    }
  }
  const sorted = [...rows.values()].sort((a, b) => b.owners.length - a.owners.length);
  return markdownTable(
    ['option', 'default', 'is the', 'of'],
    sorted.map(({ cells, owners }) => [...cells, owners.join(', ')]),
  );
}

function defaultOf({ default: value, name }: ConfigOption): string {
  if (value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return name === 'epsilon' ? formatEpsilon(value as number) : String(value);
}
