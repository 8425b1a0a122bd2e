/** What the audit says of a policy, short enough to stand beside each of its numbers. */
import type { AuditRecord, Comparison } from '@a2pd/core';
import { formatShare } from './format.js';

export interface RobustnessBadge {
  readonly verdict: AuditRecord['verdict'] | 'not audited';
  readonly text: string;
}

export interface Audited {
  readonly comparison: Pick<Comparison, 'findings'>;
  readonly audits?: readonly AuditRecord[];
}

/** Of the audit where there is one; otherwise of the checks that any comparison makes. */
export function badgeOf({ comparison, audits = [] }: Audited, policyName: string): RobustnessBadge {
  const audit = audits.find((record) => record.policyName === policyName);
  if (audit) return auditBadge(audit);
  const flagged = comparison.findings.filter(
    (finding) => finding.policyName === policyName && finding.verdict === 'flagged',
  );
  if (flagged.length > 0)
    return { verdict: 'fail', text: flagged.length === 1 ? '1 check flagged' : `${flagged.length} checks flagged` };
  return { verdict: 'not audited', text: 'not audited' };
}

/** The verdict says whether the figures can be believed, the share whether they are any good: neither stands alone. */
export function auditBadge({ verdict, worstCaseFlipRate }: AuditRecord): RobustnessBadge {
  return { verdict, text: `audit: ${verdict}, ${formatShare(worstCaseFlipRate)} of states fall` };
}
