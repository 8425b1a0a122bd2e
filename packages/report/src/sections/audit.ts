/** The audit's findings, beside the robust numbers they qualify. */
import type { Finding } from '@a2pd/core';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';

export function audit({ comparison: { findings } }: ReportInput): Html | null {
  if (findings.length === 0) return null;
  return html`<h2 id="audit">Audit</h2>
    <p>A policy that ignores what it sees, or one that merely hides its gradients, looks robust as well. What is flagged here
      takes the force out of the numbers above.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Policy</th><th scope="col">Check</th><th scope="col">Verdict</th><th scope="col">Figures</th></tr></thead>
      <tbody>${findings.map(
        ({ policyName, check, verdict, detail }, i) =>
          html`<tr class="${
            i > 0 && findings[i - 1]?.policyName !== policyName ? 'first' : ''
          }"><td>${policyName}</td><td>${check}</td><td class="verdict ${classes[verdict]}">${marks[verdict]} ${verdict}</td><td>${detail}</td></tr>`,
      )}</tbody></table></div>`;
}

/** A mark beside the colour: colour alone must not carry the verdict. */
const marks: Readonly<Record<Finding['verdict'], string>> = { holds: '✓', flagged: '✗', 'not measured': '○' };
const classes: Readonly<Record<Finding['verdict'], string>> = {
  holds: 'holds',
  flagged: 'flagged',
  'not measured': 'unmeasured',
};
