/** What the audit says of a policy, short enough to stand beside each of its numbers. */
import { type AuditRecord, caveatsOfAudit } from '@a2pd/core';
import { type Audited, caveatsOf } from './caveats.js';
import { formatShareWithin } from './format.js';

export interface RobustnessBadge {
  readonly verdict: AuditRecord['verdict'] | 'not audited';
  readonly text: string;
}

/** Of the audit where there is one; otherwise of the checks that any comparison makes. What both say of the returns is told. */
export function badgeOf(audited: Audited, policyName: string): RobustnessBadge {
  return withCaveats(badgeBeforeCaveats(audited, policyName), caveatsOf(audited, policyName));
}

/** Of one audit alone. */
export function auditBadge(audit: AuditRecord): RobustnessBadge {
  return withCaveats(badgeOfStates(audit), caveatsOfAudit(audit.checks));
}

function withCaveats({ verdict, text }: RobustnessBadge, caveats: readonly string[]): RobustnessBadge {
  if (caveats.length === 0) return { verdict, text };
  return {
    verdict: verdict === 'pass' || verdict === 'not audited' ? 'warn' : verdict,
    text: [text, ...caveats].join('; '),
  };
}

function badgeBeforeCaveats({ comparison, audits = [] }: Audited, policyName: string): RobustnessBadge {
  const audit = audits.find((record) => record.policyName === policyName);
  if (audit) return badgeOfStates(audit);
  const flagged = comparison.findings.filter(
    (finding) => finding.policyName === policyName && finding.verdict === 'flagged',
  );
  if (flagged.length > 0)
    return { verdict: 'fail', text: flagged.length === 1 ? '1 check flagged' : `${flagged.length} checks flagged` };
  return { verdict: 'not audited', text: 'not audited' };
}

/** The verdict says whether the figures can be believed, the share whether they are any good: neither stands alone. */
function badgeOfStates({ verdict, worstCaseFlipRate, worstCaseInterval95 }: AuditRecord): RobustnessBadge {
  const fallen = formatShareWithin(worstCaseFlipRate, worstCaseInterval95);
  return { verdict, text: `audit: ${verdict}, ${fallen} of states fall` };
}
