/** Markdown for generated pages: whatever a name holds, it stays text. */

import { visible } from '@a2pd/core';

/** Text that means nothing to Markdown, to HTML or to the page's template language, on one line. */
export function escapeMarkdown(text: string): string {
  const escaped = visible(text.replace(/\s+/g, ' ')).replace(/[\\`*_[\]<>|~#&!]/g, (character) =>
    character === '&' || character === '<' ? entities[character] : `\\${character}`,
  );
  // A comment between them, since entities are braces again before the template is read.
  return escaped.replaceAll('{{', '{<!-- -->{');
}

const entities = { '&': '&amp;', '<': '&lt;' } as const;

/**
 * A table; cells are text and are escaped, unless `{ markdown }`.
 * @param rows As long as `titles`, each.
 */
export function renderMarkdownTable(titles: readonly string[], rows: readonly (readonly MarkdownCell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const cellOf = (cell: MarkdownCell) => (typeof cell === 'string' ? escapeMarkdown(cell) : cell.markdown);
  return [
    line(titles.map(escapeMarkdown)),
    line(titles.map((_, i) => (rows.every((row) => isFigure(row[i] ?? '')) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(cellOf))),
  ].join('\n');
}

/** Figures, and what stands where there is none, are set to the right. */
function isFigure(cell: MarkdownCell): boolean {
  return /^\**(?:[−+-]?\d|–|$)/.test(typeof cell === 'string' ? cell : cell.markdown);
}

export type MarkdownCell = string | { readonly markdown: string };
