/** The attacks as docs/attacks.md lists them; a test holds the page to it. */
import type { ConfigOption } from '@a2pd/artefact';
import { formatEpsilon, markdownTable } from '@a2pd/core';
import type { AttackFactory } from './define-attack.js';

/** One row for each attack, in Markdown. */
export function attackTable(factories: readonly AttackFactory[]): string {
  return markdownTable(
    ['`--attack`', 'knows', 'what it does', 'source', 'passes'],
    factories.map(({ name, knows, summary, source, cost }) => [`\`${name}\``, knows, summary, source, cost]),
  );
}

/** One row for each option; where attacks differ in its default or its meaning, one for each form of it. */
export function optionTable(factories: readonly AttackFactory[]): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly attacks: string[] }>();
  for (const { name, options } of factories) {
    for (const option of options) {
      const cells = [`\`${option.name}\``, defaultOf(option), option.description];
      const row = rows.get(cells.join()) ?? { cells, attacks: [] };
      row.attacks.push(name);
      rows.set(cells.join(), row);
    }
  }
  const sorted = [...rows.values()].sort((a, b) => b.attacks.length - a.attacks.length);
  return markdownTable(
    ['option', 'default', 'is the', 'of'],
    sorted.map(({ cells, attacks }) => [...cells, attacks.join(', ')]),
  );
}

function defaultOf({ default: value, name }: ConfigOption): string {
  if (value === undefined) return '-';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return name === 'epsilon' ? formatEpsilon(value as number) : String(value);
}
