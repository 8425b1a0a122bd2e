/** The defences as docs/training.md lists them; a test holds the page to it. */
import type { ConfigOption } from '@a2pd/artefact';
import { formatEpsilon, markdownTable } from '@a2pd/core';
import type { defences } from './defences.js';

type Defences = Iterable<Pick<(typeof defences)[number], 'name' | 'summary' | 'source' | 'options'>>;

/** One row for each defence, in Markdown. */
export function defenceTable(all: Defences): string {
  return markdownTable(
    ['`--defence`', 'adds', 'source'],
    [...all].map(({ name, summary, source }) => [`\`${name}\``, summary, source]),
  );
}

/** One row for each option, and for each default of it where defences differ. */
export function defenceOptionTable(all: Defences): string {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly owners: string[] }>();
  for (const { name, options } of all) {
    for (const option of options) {
      const cells = [`\`${flagOf(option.name)}\``, defaultOf(option), option.description];
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

/** As the command line has it. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function defaultOf({ default: value, name }: ConfigOption): string {
  if (value === undefined) return '-';
  return name === 'epsilon' ? formatEpsilon(value as number) : String(value);
}
