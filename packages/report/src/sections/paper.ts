/** The paper's figures for this game, ours beside them where method and attack are the same. */
import { formatMeanAndDeviation, gameTitle, notMeasured } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';
import { compareWithPaper, paperAttackLabels } from '../paper-comparison.js';
import { paperOddities } from '../paper-tables.js';

export function paper({ game, comparison, paperMethods = {}, scaledDown }: ReportInput): Html | null {
  const summaries = comparison.rows.map((row) => row.summary);
  const rows = compareWithPaper(game, summaries, paperMethods);
  if (rows.length === 0) return null;
  const oddities = paperOddities.filter((oddity) => oddity.game === 'all' || oddity.game === game);
  return html`<h2 id="paper">Beside the paper</h2>
    <p>The paper’s Table 1 for ${gameTitle(game)}: mean return ± standard deviation. Ours stands beside a row where method and
      attack are the same. ${
        scaledDown !== undefined &&
        html`<strong>This run is scaled down, so the two columns are not on equal terms.</strong>`
      }</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Method</th><th scope="col">Attack</th><th scope="col" class="number">Paper</th>
        <th scope="col" class="number">Ours${scaledDown !== undefined && ' (scaled down)'}</th><th scope="col">Our policy</th></tr></thead>
      <tbody>${rows.map(
        (
          { paper: { method, attack }, paperReturn, ours },
          i,
        ) => html`<tr class="${i > 0 && rows[i - 1]?.paper.method !== method ? 'first' : ''} ${ours ? 'ours' : ''}">
          <td>${method}</td><td>${paperAttackLabels[attack]}</td>
          <td class="number">${formatMeanAndDeviation(paperReturn.mean, paperReturn.standardDeviation)}</td>
          <td class="number">${ours ? formatMeanAndDeviation(ours.returns.mean, ours.returns.standardDeviation) : notMeasured}</td>
          <td>${ours ? `${ours.policyName}, ${ours.attackLabel}` : ''}</td></tr>`,
      )}</tbody></table></div>
    <ul class="notes">${oddities.map(({ note }) => html`<li>${note}</li>`)}</ul>`;
}
