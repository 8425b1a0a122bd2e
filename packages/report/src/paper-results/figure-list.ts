/** The figures that a page shows: each is a file of its own. */
import type { Figure } from '../figures/figure.js';
import { escapeMarkdown } from '../markdown.js';

export interface FigureList {
  /** By path, as pages name them: `figures/<id>.svg`. */
  readonly files: Record<string, string>;
  /** Its section in Markdown; empty for a figure that the records do not reach. */
  readonly show: (figure: Figure | null, alternative?: string) => string;
}

export function figureList(): FigureList {
  const files: Record<string, string> = {};
  const show = (figure: Figure | null, alternative = figure?.title): string => {
    if (!figure) return '';
    const path = `figures/${figure.id}.svg`;
    files[path] = onPaper(figure.svg);
    return `## ${figure.title}\n\n![${escapeMarkdown(alternative ?? '')}](${path})\n\n${escapeMarkdown(figure.caption)}`;
  };
  return { files, show };
}

/** A file shown on a page of any colour brings its own paper. */
function onPaper(svg: string): string {
  return svg.replace(/^(<svg[^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');
}
