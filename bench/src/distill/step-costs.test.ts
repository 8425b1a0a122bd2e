import { expect, it } from 'vitest';
import { describeStepCosts } from './step-costs.js';

it('sets every method beside cross-entropy by medians, the cheapest first', () => {
  const text = describeStepCosts({ ibp: [30, 20, 1000], 'cross-entropy': [10, 10, 9], A2PD: [40, 40, 40] });
  const rows = text.split('\n').slice(4);
  expect(rows).toEqual(['| cross-entropy | 10.0 | 1.00 |', '| ibp | 30.0 | 3.00 |', '| A2PD | 40.0 | 4.00 |']);
});
