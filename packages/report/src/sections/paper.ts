/** Tables 1 and 2 of the paper for this game, our policies in the same columns. */

import { type BesideRow, type BesideTable, besidePaper, relativeRobustnessBeside } from '../beside-paper.js';
import { marked } from '../caveats.js';
import { formatPercent, gameTitle, notMeasured } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';
import { isPaperGame } from '../paper-comparison.js';
import { paperOddities } from '../paper-tables.js';
import { badge } from './badge.js';

export function paper(input: ReportInput, relativeFigure: Html | null): Html | null {
  const { game, scaledDown } = input;
  if (!isPaperGame(game)) return null;
  const oddities = paperOddities.filter((oddity) => oddity.game === 'all' || oddity.game === game);
  return html`<h2 id="paper">Beside the paper</h2>
    <p>The paper’s Table 1 for ${gameTitle(game)}, and ours in the same columns: mean return ± standard deviation over
      episodes. ${
        scaledDown !== undefined &&
        html`<strong>This run is scaled down, so ours and the paper’s are not on equal terms.</strong>`
      }</p>
    ${besideTable(besidePaper(input))}
    <ul class="notes"><li>Worst of all: for each episode’s seed the lowest return under any of the attacks; with two attacks or more. Where none led away from the teacher’s action, or none from the policy’s own, it says so.</li>
      <li>Certified: share of states whose action provably cannot be changed; by which bounds is said under Certified.</li>
      ${oddities.map(({ note }) => html`<li>${note}</li>`)}</ul>
    ${robustnessTable(input)}
    ${relativeFigure}`;
}

function besideTable({ columns, rows }: BesideTable): Html {
  const header = columns.map(
    ({ title, isHeadline }) => html`<th scope="col" class="number ${isHeadline && 'headline'}">${title}</th>`,
  );
  const firstOfPaper = rows.findIndex(({ isOurs }) => !isOurs);
  const rowClass = (row: BesideRow, i: number) => `${row.isOurs ? 'ours' : ''} ${i === firstOfPaper ? 'first' : ''}`;
  return html`<div class="scroll"><table class="beside">
    <thead><tr><th scope="col">Policy</th>${header}</tr></thead>
    <tbody>${rows.map(
      (row, i) =>
        html`<tr class="${rowClass(row, i)}"><th scope="row">${row.name}${
          row.isOurs
            ? html`<small>${row.standsFor ? `ours, for ${row.standsFor}` : 'ours'} ${row.badge && badge(row.badge)}</small>`
            : html`<small>paper</small>`
        }</th>${row.cells.map(
          (cells, column) =>
            html`<td class="number ${columns[column]?.isHeadline && 'headline'}">${
              cells.length === 0
                ? notMeasured
                : cells.map(({ figure, detail }) => html`${figure}<small>${detail}</small>`)
            }</td>`,
        )}</tr>`,
    )}</tbody></table></div>`;
}

function robustnessTable(input: ReportInput): Html | null {
  const rows = relativeRobustnessBeside(input);
  if (!rows.some(({ isOurs }) => isOurs)) return null;
  return html`<h3>Relative robustness (Table 2): attacked over natural return, PGD-10 at 1/255</h3>
    <div class="scroll"><table><thead><tr><th scope="col">Policy</th><th scope="col" class="number">Eq. 20</th><th scope="col">From</th></tr></thead>
    <tbody>${rows.map(
      ({
        name,
        isOurs,
        percent,
        detail,
        caveats,
      }) => html`<tr class="${isOurs && 'ours'}"><td>${name}${isOurs && ' (ours)'}</td>
        <td class="number">${marked(formatPercent(percent), caveats)}</td><td>${[detail, ...caveats].join('; ')}</td></tr>`,
    )}</tbody></table></div>`;
}
