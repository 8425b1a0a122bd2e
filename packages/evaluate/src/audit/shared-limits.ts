/** What the audit asks of states and the findings ask of whole evaluations, by the same limits. */
import type { AuditVerdict } from '@a2pd/core';
import { atLeast, atMost, type Limits } from './verdict.js';

/** More is as good as constant. */
const majorityLimits: Limits = { pass: 0.95, warn: 0.985 };

/** Of the share of a policy's most frequent action. */
export function verdictOnMajority(majorityShare: number): AuditVerdict {
  return atMost(majorityShare, majorityLimits);
}

/** Of the agreement with a teacher whose most frequent action, which a constant policy could agree on, has this share. */
export function verdictOnAgreement(agreement: number, teacherMajorityShare: number): AuditVerdict {
  if (teacherMajorityShare > majorityLimits.warn) return 'warn';
  // Where one action is nearly always right, half of what is left must do as a margin.
  const margin = Math.min(0.05, (1 - teacherMajorityShare) / 2);
  return atLeast(agreement, { pass: teacherMajorityShare + margin, warn: teacherMajorityShare + margin / 2 });
}

/** Of the share of states whose input gradient has no component above `tinyGradient`. */
export function verdictOnTinyGradients(tinyShare: number): AuditVerdict {
  return atMost(tinyShare, { pass: 0.1, warn: 0.3 });
}
