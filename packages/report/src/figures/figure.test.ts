import { expect, it } from 'vitest';
import { renderConvergence } from './convergence.js';

it('shows what would steer a terminal, or end an XML file, in a name', async () => {
  const point = { epoch: 1, accuracy: 0.5, balancedAccuracy: 0.5, meanPrescriptionGap: 0.1, jacobianNorm: null };
  const { svg } = await renderConvergence([{ label: 'a\u001b[2Jb\u202ec', points: [point] }]);
  expect(svg).toContain('a\\u001b[2Jb\\u202ec');
  for (const steering of ['\u001b', '\u202e']) expect(svg).not.toContain(steering);
});
