/** Puts the sections together into one self-contained page; a policy in its head forbids it to fetch or run anything. */
import type { EpisodeGif } from './animation/episode-gif.js';
import type { Figure } from './figures/figure.js';
import { formatCount, gameTitle } from './format.js';
import { type Html, html, markupOf, trusted } from './html.js';
import type { ReportInput } from './input.js';
import { audit } from './sections/audit.js';
import { certification } from './sections/certification.js';
import { certifiedPlay } from './sections/certified-play.js';
import { headline } from './sections/headline.js';
import { paper } from './sections/paper.js';
import { provenance } from './sections/provenance.js';
import { behaviour, results } from './sections/results.js';
import { style } from './style.js';

/** Which figures a report has; what has no records has no figure. */
export interface Figures {
  readonly returns: Figure;
  readonly histogram: Figure;
  readonly gaps: Figure;
  readonly byEpsilon: Figure | null;
  readonly bySteps: Figure | null;
  readonly relativeRobustness: Figure | null;
  readonly filmStrip: Figure | null;
  readonly training: Figure | null;
  readonly distillation: Figure | null;
}

/** A clean and an attacked clip of one policy as one animation, or one of the two. */
export interface Animation {
  /** E.g. "student without an attack (left) and under PGD-10 (right), from the same seed". */
  readonly shows: string;
  readonly gif: EpisodeGif;
}

const contentPolicy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

export function renderPage(input: ReportInput, figures: Figures, animation: Animation | null): string {
  const { runName, game } = input;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${gameTitle(game)}: ${runName}</title>
<style>${trusted(style)}</style>
</head>
<body><main>
<header>
<p class="eyebrow">A2PD: adversary agnostic policy distillation</p>
<h1>${gameTitle(game)}: ${runName}</h1>
<p class="meta">${extent(input)}</p>
</header>
${scaledDownBanner(input)}
${headline(input)}
${animation && animationFigure(animation)}
${figures.filmStrip && figureHtml(figures.filmStrip)}
${results(input)}
${[figures.returns, figures.byEpsilon, figures.bySteps].map((figure) => figure && figureHtml(figure))}
${paper(input, figures.relativeRobustness && figureHtml(figures.relativeRobustness))}
${audit(input)}
${certification(input)}
${certifiedPlay(input)}
${behaviour(input)}
${figureHtml(figures.gaps)}
<h2 id="training">Training and returns</h2>
${[figures.training, figures.distillation, figures.histogram].map((figure) => figure && figureHtml(figure))}
${provenance(input)}
</main></body>
</html>
`;
  return markupOf(page);
}

function extent({ comparison: { rows }, manifests }: ReportInput): string {
  const episodes = rows.reduce((sum, row) => sum + row.summary.returns.episodes, 0);
  const agentSteps = rows.reduce((sum, row) => sum + row.summary.agentSteps, 0);
  const frames = rows.reduce((sum, row) => sum + row.summary.frames, 0);
  const made = manifests
    .map(({ manifest }) => manifest.createdAt)
    .sort()
    .at(-1);
  const played = `${rows.length} evaluations, ${formatCount(episodes)} episodes, ${formatCount(agentSteps)} agent steps (${formatCount(frames)} frames)`;
  return made ? `${played}; last artefact of ${made.slice(0, 10)}` : played;
}

function scaledDownBanner({ scaledDown, fullSizeCommand }: ReportInput): Html | null {
  if (scaledDown === undefined) return null;
  return html`<div class="banner" role="note"><p><strong>Scaled down.</strong> ${scaledDown}</p>
<p>These are not the paper’s conditions. At full size: <code>${fullSizeCommand}</code></p></div>`;
}

function figureHtml({ id, title, caption, svg }: Figure): Html {
  return html`<figure id="${id}"><h3>${title}</h3><div role="img" aria-label="${`${title}. ${caption}`}">${trusted(inlineSvg(svg))}</div>
<figcaption>${caption}</figcaption></figure>`;
}

/** Inside a page an SVG needs no namespace, and the page decides its size. */
function inlineSvg(svg: string): string {
  return svg.replace(/^<svg[^>]*>/, (tag) =>
    tag
      .replace(/ xmlns(:\w+)?="[^"]*"/g, '')
      .replace(/ height="[^"]*"/, '')
      .replace(/ width="(\d+)[^"]*"/, ' style="max-width: $1px"'),
  );
}

function animationFigure({ shows, gif }: Animation): Html {
  const data = Buffer.from(gif.bytes).toString('base64');
  const amplified =
    gif.fullPerturbation > 0 ? ` (full colour is a change of ${(gif.fullPerturbation * 255).toFixed(1)}/255)` : '';
  const caption = `${shows}. Game screen; the newest frame as the agent sees it; its perturbation${amplified}, blue darker, orange brighter; the prescription, the action taken lit, orange where the attack changed it, with the clean choice outlined.`;
  return html`<figure id="episode"><img src="data:image/gif;base64,${trusted(data)}" width="${gif.width}" height="${gif.height}" alt="${caption}">
<figcaption>${caption}</figcaption></figure>`;
}
