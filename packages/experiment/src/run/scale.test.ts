import { expect, it } from 'vitest';
import { joinScales } from './scale.js';

it('says once what several ancestors have in common', () => {
  const teacher = '450,000 of 4,000,000 agent steps of training; a smaller teacher network';
  const sets = [`${teacher}; 50,000 of 100,000 prescriptions`, `${teacher}; 60,000 of 100,000 prescriptions`];
  expect(joinScales([teacher, ...sets, undefined])).toBe(
    `${teacher}; 50,000 of 100,000 prescriptions; 60,000 of 100,000 prescriptions`,
  );
  expect(joinScales([undefined])).toBeUndefined();
});
