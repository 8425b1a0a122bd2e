import { expect, it } from 'vitest';
import { describeTable3 } from './table3.js';

it("sets every row beside the paper's and as a share of PGD-20", () => {
  const seconds = { A2PD: 50, 'cross-entropy': 25, 'PGD-4': 200, 'PGD-10': 400, 'PGD-20': 800 };
  const lines = describeTable3(seconds).split('\n');
  expect(lines).toContain('| A2PD | 50.0 | 18.38 | 0.06 | 0.27 |');
  expect(lines).toContain('| cross-entropy | 25.0 | n/a | 0.03 | n/a |');
  expect(lines).toContain('| PGD-20 | 800.0 | 68.10 | 1.00 | 1.00 |');
});
