/** What can be chosen, for the help of a command. */

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
}

/** Each on a line with its summary, and its source below. */
export function catalogueLines(entries: readonly Entry[]): string {
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries
    .map(({ name, summary, source }) => `  ${name.padEnd(width)}  ${summary}\n${' '.repeat(width + 6)}${source}`)
    .join('\n');
}
