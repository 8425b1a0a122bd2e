import { expect, it } from 'vitest';
import { describeMachine, shareUsedByOthers } from './machine.js';
import { markdownPage } from './results.js';

const machine = { ...describeMachine(), cpu: 'a processor', cores: 2 };
const limits = { threads: 2, device: 'cpu' };
const result = { rows: [{ bench: 'x', case: 'a share', unit: '%', ours: 40 }], versions: { PyTorch: '2.15.0' } };

it('says what a figure was measured on', () => {
  const conditions = { machine, ...limits, usedByOthersBefore: 0.01, usedByOthersAfter: 0.04 };
  const page = markdownPage('x', conditions, 'commit abc', result);
  expect(page).toContain('a processor, 2 cores');
  expect(page).toContain('each side had 2 threads of the CPU');
  expect(page).toContain('others used 1% of its processors before the run and 4% after it; commit abc.');
  expect(page).toContain('PyTorch 2.15.0.');
  expect(page).not.toContain('in doubt');
});

it('puts figures of a busy machine in doubt', () => {
  const conditions = { machine, ...limits, usedByOthersBefore: 0.01, usedByOthersAfter: 0.6 };
  expect(markdownPage('x', conditions, 'commit abc', result)).toContain('these figures are in doubt');
});

it('watches the processors', async () => {
  const share = await shareUsedByOthers();
  expect(share).toBeGreaterThanOrEqual(0);
  expect(share).toBeLessThanOrEqual(1);
});
