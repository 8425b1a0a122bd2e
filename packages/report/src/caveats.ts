/** Why the share that a policy keeps of its return, or what is proved of it, says little: said wherever such a figure stands. */
import {
  type AuditRecord,
  type Comparison,
  caveatsOfAudit,
  certificateCaveats,
  type Finding,
  returnCaveats,
} from '@a2pd/core';

export interface Audited {
  readonly comparison: Pick<Comparison, 'findings'>;
  readonly audits?: readonly AuditRecord[] | undefined;
}

/** By its audit and by its evaluations, each once; e.g. "plays worse than its teacher". */
export function caveatsOf({ comparison, audits = [] }: Audited, policyName: string): readonly string[] {
  const audited = audits
    .filter((audit) => audit.policyName === policyName)
    .flatMap(({ checks }) => caveatsOfAudit(checks));
  const found = comparison.findings.flatMap((finding) =>
    finding.policyName === policyName && finding.verdict === 'flagged' ? (returnCaveats[finding.id] ?? []) : [],
  );
  return [...new Set([...audited, ...found])];
}

export interface Doubted {
  readonly certificateFindings?: readonly Finding[] | undefined;
}

/** What the findings say against a policy's certificates, each once; e.g. "one action wins nearly everywhere". */
export function caveatsOfCertificates({ certificateFindings = [] }: Doubted, policyName: string): readonly string[] {
  const flagged = certificateFindings.filter((each) => each.policyName === policyName && each.verdict === 'flagged');
  return [...new Set(flagged.flatMap(({ id }) => certificateCaveats[id] ?? []))];
}

/** Stands beside a figure that has caveats, where there is no room for them. */
const caveatMark = '✗';

/** A figure with the mark, if it has caveats. */
export function marked(figure: string, caveats: readonly string[]): string {
  return caveats.length === 0 ? figure : `${figure} ${caveatMark}`;
}

/** "✗ student: what it keeps of its return says little: …", one for each policy that has caveats. */
export function caveatNotes(audited: Audited, policyNames: readonly string[]): string[] {
  return notes('what it keeps of its return', policyNames, (name) => caveatsOf(audited, name));
}

/** The same of what is proved of them. */
export function certificateNotes(doubted: Doubted, policyNames: readonly string[]): string[] {
  return notes('what is proved of it', policyNames, (name) => caveatsOfCertificates(doubted, name));
}

function notes(
  what: string,
  policyNames: readonly string[],
  caveatsOfPolicy: (name: string) => readonly string[],
): string[] {
  return [...new Set(policyNames)].flatMap((name) => {
    const caveats = caveatsOfPolicy(name);
    return caveats.length === 0 ? [] : [`${caveatMark} ${name}: ${what} says little: ${caveats.join(', ')}.`];
  });
}
