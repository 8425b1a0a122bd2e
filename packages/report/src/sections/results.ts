/** The results table, and beside it how the policies behaved while they were attacked. */
import { episodesCutShort, isCutShort, type ResultRow } from '@a2pd/core';
import { caveatNotes } from '../caveats.js';
import { formatCount, formatGap, formatShare } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';
import { badgeOf } from '../robustness-badge.js';
import { resultColumns, type TableColumn, tableNotes } from '../table.js';
import { badge } from './badge.js';

export function results(input: ReportInput): Html {
  const { rows } = input.comparison;
  return html`<h2 id="results">Results</h2>
    ${table(
      rows,
      resultColumns(input).filter((column) => column.title !== 'Flips'),
      (policyName) => badge(badgeOf(input, policyName)),
    )}
    <ul class="notes">${[
      ...caveatNotes(
        input,
        rows.map(({ summary }) => summary.policyName),
      ),
      ...tableNotes,
      ...cutShort(rows),
    ].map((note) => html`<li>${note}</li>`)}</ul>`;
}

/** An episode that was cut short is not a whole game. */
function cutShort(rows: readonly ResultRow[]): string[] {
  const cut = rows.filter(({ summary }) => isCutShort(summary));
  if (cut.length === 0) return [];
  const each = cut.map(({ summary }) => {
    const { policyName, attackLabel, returns } = summary;
    return `${episodesCutShort(summary)} of ${returns.episodes} (${policyName}, ${attackLabel})`;
  });
  return [`Cut short by a limit on agent steps, so less than a whole game: ${each.join('; ')}.`];
}

const behaviourColumns = (input: ReportInput): readonly TableColumn[] => [
  ...resultColumns(input).slice(0, 3),
  { title: 'Actions changed', align: 'right', cell: ({ summary }) => formatShare(summary.actionFlipRate) },
  { title: 'Attack succeeded', align: 'right', cell: ({ summary }) => formatShare(summary.attackSuccessRate) },
  { title: 'Agrees with teacher', align: 'right', cell: ({ summary }) => formatShare(summary.teacherAgreement) },
  { title: '… under attack', align: 'right', cell: ({ summary }) => formatShare(summary.attackedTeacherAgreement) },
  { title: 'Gap, clean', align: 'right', cell: ({ summary }) => formatGap(summary.cleanPrescriptionGap) },
  { title: '… attacked', align: 'right', cell: ({ summary }) => formatGap(summary.attackedPrescriptionGap) },
  { title: 'Gap of teacher', align: 'right', cell: ({ summary }) => formatGap(summary.teacherPrescriptionGap) },
  { title: 'Score lost', align: 'right', cell: ({ summary }) => formatGap(summary.teacherScoreLoss) },
  { title: 'Agent steps', align: 'right', cell: ({ summary }) => formatCount(summary.agentSteps) },
];

export function behaviour(input: ReportInput): Html {
  const { rows } = input.comparison;
  return html`<h3>Behaviour, step by step</h3>
    ${table(rows, behaviourColumns(input))}
    <ul class="notes">
      <li>Shares and means over all agent steps of an evaluation. Succeeded: the action taken left the label that the attack
        pushed away from.</li>
      <li>Gap: prescription gap, between −1 and 1. Score lost: the teacher’s best score minus its score of the action taken
        (expected Q over temperature): flips weighted by what they cost.</li>
    </ul>`;
}

function table(
  rows: readonly ResultRow[],
  columns: readonly TableColumn[],
  besidePolicy: (policyName: string) => Html | null = () => null,
): Html {
  const classOf = (column: TableColumn) => (column.align === 'right' ? 'number' : 'name');
  const rowClass = (row: ResultRow, i: number) =>
    [
      i > 0 && rows[i - 1]?.summary.policyName !== row.summary.policyName ? 'first' : '',
      row.worstAttack ? 'worst' : '',
    ].join(' ');
  const header = columns.map((column) => html`<th scope="col" class="${classOf(column)}">${column.title}</th>`);
  const cell = (column: TableColumn, row: ResultRow) =>
    html`<td class="${classOf(column)}">${column.cell(row)}${column.title === 'Attack' && row.worstAttack && worstTag}${
      column.title === 'Policy' && row.summary.attack !== null && besidePolicy(row.summary.policyName)
    }</td>`;
  const body = rows.map(
    (row, i) => html`<tr class="${rowClass(row, i)}">${columns.map((column) => cell(column, row))}</tr>`,
  );
  return html`<div class="scroll"><table><thead><tr>${header}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const worstTag = html` <span class="tag">worst</span>`;
