/** The audit's verdict as a small tag with a mark: colour alone must not carry it. */
import { type Html, html } from '../html.js';
import type { RobustnessBadge } from '../robustness-badge.js';

export function badge({ verdict, text }: RobustnessBadge): Html {
  return html`<span class="badge ${classes[verdict]}">${marks[verdict]} ${text}</span>`;
}

const marks: Readonly<Record<RobustnessBadge['verdict'], string>> = {
  pass: '✓',
  warn: '△',
  fail: '✗',
  'not audited': '○',
};
const classes: Readonly<Record<RobustnessBadge['verdict'], string>> = {
  pass: 'holds',
  warn: 'doubtful',
  fail: 'flagged',
  'not audited': 'unmeasured',
};
