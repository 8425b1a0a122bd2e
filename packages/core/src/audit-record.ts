/** What an audit leaves behind: the sceptic's questions to one policy, each with its figures and what they mean. */
import type { Interval } from './share-interval.js';

export type AuditVerdict = 'pass' | 'warn' | 'fail' | 'not measured';

export interface AuditCheck {
  /** Stable name for programs, e.g. "input-gradients". */
  readonly id: string;
  /** What must hold, e.g. "Input gradients are there to attack with". */
  readonly title: string;
  readonly verdict: AuditVerdict;
  /** The figures behind the verdict, in one sentence. */
  readonly detail: string;
  /** What it would mean if this did not hold, in one sentence. */
  readonly meaning: string;
  /** The same figures for programs, by name. */
  readonly figures: Readonly<Record<string, number>>;
}

/**
 * Checks of the returns, and what it says of a policy that one does not hold: then the share that it keeps under attack says
 * little, and wherever that share stands, this must stand beside it.
 */
export const returnCaveats: Readonly<Record<string, string>> = {
  'clean-return': 'plays worse than its teacher',
  'random-actions': 'random actions raise its return',
  returns: 'an attack raises its return',
};

/** What the audit's own checks of the returns say against them, in words. */
export function caveatsOfAudit(checks: readonly Pick<AuditCheck, 'id' | 'verdict'>[]): string[] {
  const speaksAgainst = ({ verdict }: Pick<AuditCheck, 'verdict'>) => verdict === 'warn' || verdict === 'fail';
  return checks.flatMap((check) => (speaksAgainst(check) ? (returnCaveats[check.id] ?? []) : []));
}

/** How one attack of the audit's ensemble fared on the audited states. */
export interface AttackStrength {
  /** As tables print the attack. */
  readonly label: string;
  /** What the attacker uses: nothing of the policy, its scores, its gradients, or those of another policy. */
  readonly knows: 'nothing' | 'scores' | 'gradients' | 'another policy';
  /** Radius in L-infinity, pixels in [0, 1]. */
  readonly epsilon: number;
  /** Share of the states whose action it changed. */
  readonly flipRate: number;
}

export interface AuditRecord {
  readonly policyName: string;
  /**
   * The worst of the checks' verdicts, but for `worst-of-all`, which is of the attack. What was not measured counts as `warn`,
   * unless it needs a teacher or whole games.
   */
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly checks: readonly AuditCheck[];
  /** Observations that the policy itself came to see, on which everything was measured. */
  readonly states: number;
  /** How many episodes those states are of; null in older records, and where nobody said. */
  readonly episodes: number | null;
  /** The radius at which attacks are compared, pixels in [0, 1]. */
  readonly epsilon: number;
  readonly strengths: readonly AttackStrength[];
  /** Share of the states on which some attack of radius `epsilon` changed the action: the honest headline. */
  readonly worstCaseFlipRate: number;
  /** `shareInterval95` of it; null in older records, and where the states are not of several episodes. */
  readonly worstCaseInterval95: Interval | null;
}
