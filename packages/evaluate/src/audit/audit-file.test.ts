import type { AuditRecord } from '@a2pd/core';
import { expect, it } from 'vitest';
import { auditRecordSchema } from './audit-file.js';

const record: AuditRecord = {
  ...{ policyName: 'student', verdict: 'pass', checks: [], states: 128, episodes: 16, epsilon: 1 / 255 },
  ...{ strengths: [], worstCaseFlipRate: 0.25, worstCaseInterval95: [0.125, 0.5] },
};

it('reads what was written', () => {
  expect(auditRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
});

it('reads records of before episodes were counted', () => {
  const { episodes, worstCaseInterval95, ...old } = record;
  expect(auditRecordSchema.parse(old)).toEqual({ ...old, episodes: null, worstCaseInterval95: null });
});
