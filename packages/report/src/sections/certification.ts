/** What is proven, beside what attacks reach: certified share <= attacked share <= clean. */
import { type CertificationRecord, formatEpsilon } from '@a2pd/core';
import { formatCount, formatShare, formatShareWithin } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';

export function certification({ certifications = [] }: ReportInput): Html | null {
  if (certifications.length === 0) return null;
  return html`<h2 id="certification">Certified</h2>
    <p>Share of states whose action provably cannot be changed within ε, by ${[...new Set(certifications.map(({ method }) => method))].join(', ')}. Every other figure of
      this page is an upper bound on robustness, found by attacks; this one is a lower bound. In brackets the 95% interval over episodes.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Policy</th><th scope="col" class="number">ε</th><th scope="col" class="number">Certified</th>
        <th scope="col" class="number">Not changed by an attack</th><th scope="col" class="number">States</th></tr></thead>
      <tbody>${certifications.map(rowsOf)}</tbody></table></div>
    <ul class="notes">${certifications.map(radii)}</ul>`;
}

function rowsOf({ policyName, levels, states, attackLabel }: CertificationRecord): Html[] {
  return levels.map(
    (
      { epsilon, certifiedShare, certifiedInterval95, attackedShare },
      i,
    ) => html`<tr class="${i === 0 && 'first'}"><td>${policyName}</td>
      <td class="number">${formatEpsilon(epsilon)}</td><td class="number">${formatShareWithin(certifiedShare, certifiedInterval95)}</td>
      <td class="number">${formatShare(attackedShare)}${attackedShare !== null && attackLabel && html` <small>${attackLabel}</small>`}</td>
      <td class="number">${formatCount(states)}</td></tr>`,
  );
}

function radii({ policyName, method, radius, source }: CertificationRecord): Html {
  const levels = (value: number) => (value * 255).toFixed(3);
  return html`<li>${policyName}, by ${method}: largest certified radius of a state, in grey levels (1/255): median ${levels(radius.median)},
    mean ${levels(radius.mean)}, at most ${levels(radius.max)}; states ${source === 'visited' ? 'that the policy came to' : 'of the teacher’s prescriptions'}.</li>`;
}
