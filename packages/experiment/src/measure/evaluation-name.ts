/** What the folder of an evaluation is called. */
import { sha256Of } from '@a2pd/artefact';

/** "student", "PGD-10 (ε = 1/255)" -> "student-pgd-10-1-255"; a seed other than 0 is another measurement. */
export function evaluationName(policyName: string, label: string, seed = 0): string {
  const signed = label.replace(/= -/g, '= minus ');
  return `${plainName(policyName)}-${signed}${seed === 0 ? '' : `-seed-${seed}`}`
    .toLowerCase()
    .replace(/ε = /g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/**
 * What a folder name cannot keep of a policy's name is kept as a hash. Names that differ in case or punctuation alone share a
 * folder, where the second is refused or replaces the first as the same name would.
 */
function plainName(policyName: string): string {
  if (/^[A-Za-z0-9._-]{1,60}$/.test(policyName)) return policyName;
  return `${policyName.slice(0, 40)}-${sha256Of(policyName).slice(0, 8)}`;
}
