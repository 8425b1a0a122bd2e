/** From a figure to a verdict. */
import { type AuditCheck, type AuditVerdict, returnCaveats } from '@a2pd/core';

/** The worst figure that still passes, and the worst that only warns. */
export interface Limits {
  readonly pass: number;
  readonly warn: number;
}

/** Of a figure that should be small. */
export function atMost(figure: number, { pass, warn }: Limits): AuditVerdict {
  if (figure <= pass) return 'pass';
  return figure <= warn ? 'warn' : 'fail';
}

/** Of a figure that should be large. */
export function atLeast(figure: number, { pass, warn }: Limits): AuditVerdict {
  return atMost(-figure, { pass: -pass, warn: -warn });
}

/** So many states fall or stand by chance, however few there are. */
export const chanceStates = 2;
/** Of fewer states, those that fall by chance would be more than a quarter. */
const fewestStates = 8;

/** `atMost` of a share of so many states: in counts, so that chance alone neither warns nor fails. */
export function atMostOf(numStates: number, part: number, { pass, warn }: Limits): AuditVerdict {
  if (numStates < fewestStates) return 'not measured';
  const states = (limit: number) => Math.max(limit * numStates, chanceStates);
  const rounding = 1e-6;
  return atMost(part * numStates - rounding, { pass: states(pass), warn: states(warn) });
}

/** Whether the attack of the headline is a weak one says nothing of the policy. */
const checksOfTheHeadline: readonly string[] = ['worst-of-all'];
/** Those that need a teacher, or episodes: without them the others still say what they say. */
const optionalChecks: readonly string[] = ['teacher-agreement', 'transfer', ...Object.keys(returnCaveats)];

/** What should have been measured and was not is a doubt. */
export function worstVerdict(checks: readonly AuditCheck[]): 'pass' | 'warn' | 'fail' {
  const counted = checks.filter(({ id }) => !checksOfTheHeadline.includes(id));
  const isDoubt = ({ id, verdict }: AuditCheck) =>
    verdict === 'warn' || (verdict === 'not measured' && !optionalChecks.includes(id));
  if (counted.some(({ verdict }) => verdict === 'fail')) return 'fail';
  return counted.some(isDoubt) ? 'warn' : 'pass';
}

export function share(of: readonly boolean[]): number {
  return of.filter(Boolean).length / of.length;
}
