/** The audit, beside the robust numbers it qualifies: the sceptic's questions to each policy, and what any comparison shows. */
import { type AuditRecord, type Finding, formatEpsilon } from '@a2pd/core';
import { formatCount, formatShare, formatShareWithin } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';
import { auditBadge } from '../robustness-badge.js';
import { badge } from './badge.js';

export function audit({ comparison: { findings }, audits = [], certificateFindings = [] }: ReportInput): Html | null {
  if (findings.length === 0 && audits.length === 0 && certificateFindings.length === 0) return null;
  return html`<h2 id="audit">Audit</h2>
    <p>A policy that ignores what it sees, or one that merely hides its gradients, looks robust as well. What is flagged here
      takes the force out of the numbers above.</p>
    ${audits.map(auditOf)}
    ${findings.length > 0 && html`${audits.length > 0 && html`<h3>What the evaluations themselves show</h3>`}${tableOf(findings)}`}
    ${certificateFindings.length > 0 && html`<h3>What the certificates themselves show</h3>${tableOf(certificateFindings)}`}`;
}

function auditOf(record: AuditRecord): Html {
  const { policyName, checks, states, episodes, epsilon, worstCaseFlipRate, worstCaseInterval95, strengths } = record;
  return html`<h3>${policyName} ${badge(auditBadge(record))}</h3>
    <p>On ${formatCount(states)} states that it came to${episodes !== null && ` in ${formatCount(episodes)} episodes`}, some attack of radius ${formatEpsilon(epsilon)} changed its action in
      <strong>${formatShareWithin(worstCaseFlipRate, worstCaseInterval95)}</strong>${
        worstCaseInterval95 !== null && ' (95% interval over episodes)'
      }.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col">Figures</th><th scope="col">If it fails</th></tr></thead>
      <tbody>${checks.map(
        (check) => html`<tr><td>${check.title}</td>
          <td class="verdict ${classes[check.verdict]}">${marks[check.verdict]} ${check.verdict}</td><td>${check.detail}</td><td class="meta">${check.meaning}</td></tr>`,
      )}</tbody></table></div>
    ${strengths.length > 0 && attacksOf(strengths)}`;
}

function attacksOf(strengths: AuditRecord['strengths']): Html {
  return html`<details><summary>Share of actions changed, attack by attack</summary>
    <div class="scroll"><table><thead><tr><th scope="col">Attack</th><th scope="col">Knows</th><th scope="col" class="number">ε</th>
      <th scope="col" class="number">Actions changed</th></tr></thead>
    <tbody>${strengths.map(
      ({ label, knows, epsilon, flipRate }) =>
        html`<tr><td>${label}</td><td>${knows}</td><td class="number">${formatEpsilon(epsilon)}</td><td class="number">${formatShare(flipRate)}</td></tr>`,
    )}</tbody></table></div></details>`;
}

function tableOf(findings: readonly Finding[]): Html {
  return html`<div class="scroll"><table>
      <thead><tr><th scope="col">Policy</th><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col">Figures</th></tr></thead>
      <tbody>${findings.map(
        ({ policyName, check, verdict, detail }, i) =>
          html`<tr class="${
            i > 0 && findings[i - 1]?.policyName !== policyName ? 'first' : ''
          }"><td>${policyName}</td><td>${check}</td><td class="verdict ${classes[verdict]}">${marks[verdict]} ${verdict}</td><td>${detail}</td></tr>`,
      )}</tbody></table></div>`;
}

type Verdict = Finding['verdict'] | AuditRecord['checks'][number]['verdict'];

/** A mark beside the colour: colour alone must not carry the verdict. */
const marks: Readonly<Record<Verdict, string>> = {
  ...{ holds: '✓', flagged: '✗', 'not measured': '○' },
  ...{ pass: '✓', warn: '△', fail: '✗' },
};
const classes: Readonly<Record<Verdict, string>> = {
  ...{ holds: 'holds', flagged: 'flagged', 'not measured': 'unmeasured' },
  ...{ pass: 'holds', warn: 'doubtful', fail: 'flagged' },
};
