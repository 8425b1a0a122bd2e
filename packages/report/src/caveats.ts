/** Why the share that a policy keeps of its return says little: said wherever such a share stands. */
import { type AuditRecord, type Comparison, caveatsOfAudit, returnCaveats } from '@a2pd/core';

export interface Audited {
  readonly comparison: Pick<Comparison, 'findings'>;
  readonly audits?: readonly AuditRecord[];
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

/** Stands beside a figure that has caveats, where there is no room for them. */
const caveatMark = '✗';

/** A figure with the mark, if it has caveats. */
export function marked(figure: string, caveats: readonly string[]): string {
  return caveats.length === 0 ? figure : `${figure} ${caveatMark}`;
}

/** "✗ student: plays worse than its teacher; …", one for each policy that has any. */
export function caveatNotes(audited: Audited, policyNames: readonly string[]): string[] {
  return [...new Set(policyNames)].flatMap((name) => {
    const caveats = caveatsOf(audited, name);
    return caveats.length === 0
      ? []
      : [`${caveatMark} ${name}: what it keeps of its return says little: ${caveats.join(', ')}.`];
  });
}
