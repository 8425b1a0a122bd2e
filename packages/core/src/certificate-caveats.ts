/** What is said against a certificate, wherever one of its figures stands. */

/** Findings on certificates, and what it says of one where such a finding is flagged. */
export const certificateCaveats: Readonly<Record<string, string>> = {
  'certified-constant': 'one action wins nearly everywhere',
  'certified-states': 'its states are few or alike',
  'certified-episodes': 'its episodes are too few or cut short',
  'certified-clean-return': 'plays worse than its teacher',
};
