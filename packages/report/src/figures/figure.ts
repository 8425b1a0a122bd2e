/** From a chart's description to an SVG that stands by itself: no script, no font file, no canvas, no DOM. */
import { makerMark } from '@a2pd/artefact';
import { visible } from '@a2pd/core';
import type { LoggerInterface } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
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
  // Loaded here, because most commands draw nothing, and these are four hundred files.
  const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const compiled = compile({ ...spec, config: themeConfig, padding: 4 } as FigureSpec, { logger: silent });
  const view = new vega.View(vega.parse(compiled.spec), { renderer: 'none', logger: silent });
  // A name with a control character would make it no XML.
  const svg = `${visible(await view.toSVG())}<!-- ${makerMark} -->`;
  view.finalize();
  return { id, title, caption, svg };
}

/** Vega warns on the console of empty selections and the like; a library does not print. */
const silent: LoggerInterface = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};
