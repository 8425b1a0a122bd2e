/** What the run shows, in one sentence and a few large figures: always under the worst attack that was tried. */
import { arePlayedAlike, formatEpsilon, type ResultRow } from '@a2pd/core';
import { caveatsOf, caveatsOfCertificates, marked } from '../caveats.js';
import { describeProof, formatCertifiedReturn, levelsOf, type PlayedLevel } from '../certified-play.js';
import { formatInterval, formatMeanAndDeviation, formatPercent, formatReturn, formatShareWithin } from '../format.js';
import { type Html, html } from '../html.js';
import { headlinePolicyOf, type ReportInput, type WorstCase } from '../input.js';
import { labelsMissing } from '../labels.js';
import { badgeOf } from '../robustness-badge.js';
import { badge } from './badge.js';

export function headline(input: ReportInput): Html | null {
  const { rows, findings } = input.comparison;
  const policyName = headlinePolicyOf(input);
  const own = rows.filter((row) => row.summary.policyName === policyName);
  const worst = own.find((row) => row.worstAttack);
  const natural = own.find(
    ({ summary }) => summary.attack === null && (!worst || arePlayedAlike(summary, worst.summary)),
  );
  const shown = worst ?? natural;
  if (!shown) return null;
  const caveats = caveatsOf(input, policyName ?? '');
  const doubts = caveatsOfCertificates(input, policyName ?? '');
  const flagged = findings.filter((finding) => finding.policyName === policyName && finding.verdict === 'flagged');
  const others = rows.filter((row) => row.summary.policyName !== policyName && row.worstAttack);
  return html`
    <p class="lede">${sentence(policyName ?? '', natural, worst)}${caveats.length > 0 && ` But what it keeps says little: ${caveats.join(', ')}.`} ${badge(badgeOf(input, policyName ?? ''))}</p>
    ${
      flagged.length > 0 &&
      html`<div class="banner" role="note"><p><strong>The audit flags this result.</strong>
        ${flagged.length === 1 ? 'One check does' : `${flagged.length} checks do`} not hold for ${policyName}, so its
        robustness may be only apparent: <a href="#audit">see the audit</a>.</p></div>`
    }
    <dl class="tiles">
      ${natural && tile(`${policyName}, no attack`, natural)}
      ${worst && tile(`${policyName}, ${worst.summary.attackLabel}`, worst)}
      ${worst && robustnessTile(worst, caveats)}
      ${(input.worstCases ?? []).filter((each) => each.policyName === policyName).map(worstCaseTile)}
      ${certifiedTile(input, policyName, doubts)}
      ${levelsOf((input.certifiedPlay ?? []).filter((each) => each.policyName === policyName)).map((played) => provedReturnTile(played, doubts))}
      ${others.map((row) => tile(`${row.summary.policyName}, ${row.summary.attackLabel}`, row))}
    </dl>`;
}

function sentence(policyName: string, natural: ResultRow | undefined, worst: ResultRow | undefined): string {
  if (!worst)
    return `${policyName} scores ${formatReturn(natural?.summary.returns.mean ?? 0)} on average; it was not attacked.`;
  const under = formatReturn(worst.summary.returns.mean);
  const by = `Under the worst attack tried, ${worst.summary.attackLabel}, ${policyName}`;
  if (!natural) return `${by} scores ${under} on average.`;
  const from = formatReturn(natural.summary.returns.mean);
  const kept = worst.relativeRobustnessPercent;
  return kept === null
    ? `${by} goes from ${from} to ${under} on average.`
    : `${by} keeps ${formatPercent(kept)} of its natural return: ${from} becomes ${under} on average.`;
}

function tile(title: string, { summary: { returns } }: ResultRow): Html {
  return html`<div class="tile"><dt>${title}</dt>
    <dd>${formatMeanAndDeviation(returns.mean, returns.standardDeviation)}
    <small>mean return ± std; IQM ${formatReturn(returns.interquartileMean)} ${formatInterval(returns.interquartileMeanInterval95)}</small></dd></div>`;
}

function robustnessTile(
  { relativeRobustnessPercent, normalisedRobustnessPercent }: ResultRow,
  caveats: readonly string[],
): Html {
  return html`<div class="tile"><dt>Relative robustness (Eq. 20)</dt>
    <dd>${marked(formatPercent(relativeRobustnessPercent), caveats)}
    <small>normalised by the random agent: ${formatPercent(normalisedRobustnessPercent)}${caveats.length > 0 && `; ${caveats.join(', ')}`}</small></dd></div>`;
}

function worstCaseTile({ policyName, epsilon, attackLabels, labels, returns, isCutShort }: WorstCase): Html {
  const attacks =
    attackLabels.length === 1 ? attackLabels.join() : `worst of ${attackLabels.length} attacks for each seed`;
  return html`<div class="tile"><dt>${policyName}, ${attacks}, ε ≤ ${formatEpsilon(epsilon)}${[...labelsMissing(labels), ...(isCutShort ? ['cut short'] : [])].map((each) => `, ${each}`)}</dt>
    <dd>${formatMeanAndDeviation(returns.mean, returns.standardDeviation)}
    <small>mean return ± std over ${returns.episodes} seeds; IQM ${formatReturn(returns.interquartileMean)} ${formatInterval(returns.interquartileMeanInterval95)}</small></dd></div>`;
}

function certifiedTile(
  { certifications = [] }: ReportInput,
  policyName: string | undefined,
  doubts: readonly string[],
): Html | null {
  const record = certifications.find((certification) => certification.policyName === policyName);
  const level = record?.levels[0];
  if (!record || !level) return null;
  return html`<div class="tile"><dt>${policyName}, certified at ε = ${formatEpsilon(level.epsilon)}</dt>
    <dd>${marked(formatShareWithin(level.certifiedShare, level.certifiedInterval95), doubts)}
    <small>of ${record.states.toLocaleString('en')} states: no perturbation changes the action${but(doubts)}</small></dd></div>`;
}

function provedReturnTile(played: PlayedLevel, doubts: readonly string[]): Html {
  const { policyName, naturalReturn } = played.record;
  return html`<div class="tile"><dt>${policyName}, certified return, ε = ${formatEpsilon(played.level.epsilon)}</dt>
    <dd>${marked(formatCertifiedReturn(played), doubts)}
    <small>whatever the attack, of ${formatReturn(naturalReturn)} without one; ${describeProof(played)}${but(doubts)}</small></dd></div>`;
}

function but(doubts: readonly string[]): string {
  return doubts.length === 0 ? '' : `; but ${doubts.join(', ')}`;
}
