/** From a chart's description to an SVG that stands by itself: no script, no font file, no canvas, no DOM. */
import { makerMark } from '@a2pd/artefact';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { themeConfig } from './theme.js';

/** A figure of the report. */
export interface Figure {
  /** Its file name without an ending, and its anchor in the page. */
  readonly id: string;
  readonly title: string;
  /** What is shown and in which units, in one or two sentences. */
  readonly caption: string;
  readonly svg: string;
}

export type FigureSpec = TopLevelSpec;

export async function renderFigure(id: string, title: string, caption: string, spec: FigureSpec): Promise<Figure> {
  const compiled = compile({ ...spec, config: themeConfig, padding: 4 } as FigureSpec, { logger: silent });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger: silent });
  const svg = `${await view.toSVG()}<!-- ${makerMark} -->`;
  view.finalize();
  return { id, title, caption, svg };
}

/** Vega warns on the console of empty selections and the like; a library does not print. */
const silent: vega.LoggerInterface = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
