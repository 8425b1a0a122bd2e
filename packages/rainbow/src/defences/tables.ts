/** The defences as docs/training.md lists them; a test holds the page to it. */
import { optionTable } from '@a2pd/artefact';
import { markdownTable, optionFlag } from '@a2pd/core';
import type { defences } from './defences.js';

type Defences = Iterable<Pick<(typeof defences)[number], 'name' | 'summary' | 'source' | 'options'>>;

/** One row for each defence, in Markdown. */
export function defenceTable(all: Defences): string {
  return markdownTable(
    ['`--defence`', 'adds', 'source'],
    [...all].map(({ name, summary, source }) => [`\`${name}\``, summary, source]),
  );
}

/** One row for each option, as the command line has it. */
export function defenceOptionTable(all: Defences): string {
  return optionTable(all, optionFlag);
}
