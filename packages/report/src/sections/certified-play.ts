/** Whole episodes whose return is proved: what no attack, tried or not, can take. */
import { formatEpsilon } from '@a2pd/core';
import { formatCertifiedReturn, levelsOf, type PlayedLevel } from '../certified-play.js';
import { formatCount, formatReturn, formatShare, notMeasured } from '../format.js';
import { type Html, html } from '../html.js';
import type { ReportInput } from '../input.js';

export function certifiedPlay({ certifiedPlay = [] }: ReportInput): Html | null {
  if (certifiedPlay.length === 0) return null;
  return html`<h3 id="certified-play">Certified play</h3>
    <p>Whole episodes without sticky actions, state by state. Where every state is certified, the episode is the same under any attack within ε, known or not, and
      its return is proved. Where some are not, every action that could not be ruled out is followed in the emulator, as far as the search went; of what it left open, the least
      that the game can still come to counts. The certified return is the mean over all episodes.</p>
    <div class="scroll"><table>
      <thead><tr><th scope="col">Policy</th><th scope="col" class="number">ε</th><th scope="col" class="number">Certified return</th>
        <th scope="col" class="number">Without an attack</th><th scope="col" class="number">Episodes proved</th><th scope="col" class="number">Decisions proved</th>
        <th scope="col" class="number">… that matter</th><th scope="col" class="number">Greedy worst case</th><th scope="col">Bounds</th></tr></thead>
      <tbody>${levelsOf(certifiedPlay).map(rowOf)}</tbody></table></div>
    <ul class="notes">
      <li>Certified return: a lower bound for every attack; it is the return without one where every episode is proved.</li>
      <li>Greedy worst case: of all actions that are not ruled out the one that is worst by the teacher is taken, every time. An estimate, not a bound.</li>
      ${certifiedPlay.map(
        ({ policyName, agentSteps, explorationEpsilon, matteringShare, mattersAbove, cutEpisodes, levels, episodes }) =>
          html`<li>${policyName}: ${formatCount(agentSteps)} decisions, of which ${formatShare(matteringShare)} matter (the worst action costs more than ${mattersAbove})${
            explorationEpsilon > 0 &&
            `; ${formatShare(explorationEpsilon)} of the steps are random, which no attack has a say in`
          }${
            cutEpisodes > 0 && `; ${formatCount(cutEpisodes)} episodes cut short, so less than whole games`
          }.${levels.map(
            ({ epsilon, search }) =>
              search &&
              html` Within ${formatEpsilon(epsilon)} the searches looked at ${formatCount(search.states)} states, and ${formatCount(search.completeEpisodes)} of ${formatCount(episodes)} left nothing open that could come to less.`,
          )}</li>`,
      )}
    </ul>`;
}

function rowOf(played: PlayedLevel, i: number, all: readonly PlayedLevel[]): Html {
  const { policyName, naturalReturn, episodes, bounds } = played.record;
  const { epsilon, provedEpisodes, actionCertificationRate, matteringCertificationRate, greedyWorstCaseReturn } =
    played.level;
  const isFirst = all[i - 1]?.record.policyName !== policyName;
  return html`<tr class="${isFirst && 'first'}"><td>${policyName}</td><td class="number">${formatEpsilon(epsilon)}</td>
    <td class="number"><strong>${formatCertifiedReturn(played)}</strong></td><td class="number">${formatReturn(naturalReturn)}</td>
    <td class="number">${formatCount(provedEpisodes)} of ${formatCount(episodes)}</td><td class="number">${formatShare(actionCertificationRate)}</td>
    <td class="number">${formatShare(matteringCertificationRate)}</td>
    <td class="number">${greedyWorstCaseReturn === null ? notMeasured : formatReturn(greedyWorstCaseReturn)}</td><td>${bounds.join(', then ')}</td></tr>`;
}
