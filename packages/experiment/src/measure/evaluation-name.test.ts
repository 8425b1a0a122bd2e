import { expect, it } from 'vitest';
import { evaluationName } from './evaluation-name.js';

it.each([
  ['student', 'PGD-10 (ε = 1/255)', 'student-pgd-10-1-255'],
  ['student-1', 'PGD-10 (ε = 1/255), newest frame', 'student-1-pgd-10-1-255-newest-frame'],
  ['teacher', 'No attack', 'teacher-no-attack'],
  ['student', 'JSMA (θ = 0.1, γ = 1)', 'student-jsma-0-1-1'],
  ['student', 'JSMA (θ = -0.1, γ = 1)', 'student-jsma-minus-0-1-1'],
  ['../../x', 'FGSM (ε = 0.3)', 'x-9cdf6a50-fgsm-0-3'],
])('names the folder of %s under %s %s', (policy, label, name) => expect(evaluationName(policy, label)).toBe(name));

it('gives another seed another folder', () => {
  expect(evaluationName('student', 'No attack', 0)).toBe('student-no-attack');
  expect(evaluationName('student', 'No attack', 3)).toBe('student-no-attack-seed-3');
});
