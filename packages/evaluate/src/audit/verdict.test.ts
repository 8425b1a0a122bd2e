import type { AuditCheck, AuditVerdict } from '@a2pd/core';
import { expect, it } from 'vitest';
import { worstVerdict } from './verdict.js';

function check(id: string, verdict: AuditVerdict): AuditCheck {
  return { id, verdict, title: '', detail: '', meaning: '', figures: {} };
}

it('is the worst of the checks, but for that of the headline', () => {
  const sound = [check('floor', 'pass'), check('transfer', 'not measured')];
  expect(worstVerdict([...sound, check('worst-of-all', 'warn')])).toBe('pass');
  expect(worstVerdict([...sound, check('restarts', 'warn')])).toBe('warn');
  expect(worstVerdict([...sound, check('restarts', 'not measured')])).toBe('warn');
  expect(worstVerdict([...sound, check('restarts', 'warn'), check('black-box', 'fail')])).toBe('fail');
});
