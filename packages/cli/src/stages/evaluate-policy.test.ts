import { expect, it } from 'vitest';
import { evaluationName } from './evaluate-policy.js';

it.each([
  ['student', 'PGD-10 (ε = 1/255)', 'student-pgd-10-1-255'],
  ['teacher', 'No attack', 'teacher-no-attack'],
  ['../../x', 'FGSM (ε = 0.3)', 'x-9cdf6a50-fgsm-0-3'],
])('names the folder of %s under %s %s', (policy, label, name) => expect(evaluationName(policy, label)).toBe(name));
