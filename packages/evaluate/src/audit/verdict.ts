/** From a figure to a verdict. */
import type { AuditCheck, AuditVerdict } from '@a2pd/core';

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

export function worstVerdict(checks: readonly AuditCheck[]): 'pass' | 'warn' | 'fail' {
  const verdicts = checks.map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('warn') ? 'warn' : 'pass';
}

export function share(of: readonly boolean[]): number {
  return of.filter(Boolean).length / of.length;
}

export function percent(part: number): string {
  return `${(100 * part).toFixed(1)}%`;
}
