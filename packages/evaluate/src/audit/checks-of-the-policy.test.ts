import { expect, it } from 'vitest';
import { checksOfThePolicy } from './checks-of-the-policy.js';

/** What the audit makes of two lists of actions, whatever the scores behind them. */
function agreement(actions: readonly number[], teacherActions: readonly number[]) {
  const numActions = 3;
  const scores = new Float32Array(actions.length * numActions);
  for (const [state, action] of actions.entries()) scores[state * numActions + action] = 1;
  const checks = checksOfThePolicy({
    ...{ scores, actions: Int32Array.from(actions), teacherActions: Int32Array.from(teacherActions) },
    ...{ unrepeatability: 0, gradients: null },
  });
  return checks.find(({ id }) => id === 'teacher-agreement')!;
}

const repeated = (action: number, times: number) => Array.from({ length: times }, () => action);

it.each([5, 3, 2])(
  'does not let a constant student pass where the teacher leaves its habit %i times in 128',
  (times) => {
    const check = agreement(repeated(0, 128), [...repeated(0, 128 - times), ...repeated(1, times)]);
    expect(check).toMatchObject({ verdict: 'warn', figures: { kappa: 0 } });
  },
);

it('fails a constant student of a teacher that takes all its actions', () => {
  const check = agreement(repeated(0, 128), [...repeated(0, 88), ...repeated(1, 40)]);
  expect(check).toMatchObject({ verdict: 'fail', figures: { kappa: 0 } });
});

it.each([
  [4, 'pass'],
  [20, 'warn'],
  [26, 'warn'],
  [30, 'fail'],
])('of 48 states, balanced over three actions, %i taken wrongly: %s', (wrong, verdict) => {
  const teacher = Array.from({ length: 48 }, (_, state) => state % 3);
  const student = teacher.map((action, state) => (state < wrong ? (action + 1) % 3 : action));
  expect(agreement(student, teacher).verdict).toBe(verdict);
});
