import { expect, it } from 'vitest';
import { noAttack } from '../protocol/settings.js';
import { repeatCommands } from './repeat-commands.js';

const request = {
  ...{ policies: ['zoo:pong/teacher', "runs/o'neill/student"], settings: noAttack },
  ...{ seed: 4, steps: 120, plugins: [], launcher: 'npx a2pd' },
};
const pgd = { ...noAttack, epsilon: 1.5 / 255, options: { steps: 20, randomStart: true } };
const common = '--seed 4 --exploration-epsilon 0 --max-agent-steps 120';

it('plays each without an attack', () => {
  expect(repeatCommands(request).lines).toEqual([
    `npx a2pd play --policy zoo:pong/teacher ${common}`,
    `npx a2pd play --policy 'runs/o'\\''neill/student' ${common}`,
  ]);
});

it('films two side by side under one attack, whose options are named where they are not as usual', () => {
  const pair = { ...request, policies: ['zoo:pong/teacher', 'runs/a/student'], settings: pgd };
  const { lines, caveat } = repeatCommands(pair);
  const [line, ...others] = lines;
  const attack = '--attack pgd --epsilon 1.5/255 --steps 20 --random-start';
  expect(line).toBe(`npx a2pd play --compare zoo:pong/teacher runs/a/student ${attack} ${common} --output lab.gif`);
  expect(others).toEqual([]);
  expect(caveat).toBeNull();
  expect(repeatCommands({ ...pair, steps: 601 })).toMatchObject({
    lines: [expect.stringContaining('--max-agent-steps 600')],
    caveat: expect.stringContaining('first 600 steps'),
  });
});

it('evaluates each beside its own teacher where the attack leads away from that one', () => {
  const labelled = {
    ...request,
    settings: { ...pgd, labels: 'teacher' as const },
    teachers: ['zoo:pong/teacher', 'runs/a/teacher'],
  };
  const { lines } = repeatCommands({ ...labelled, plugins: ['/home/my attack.mjs'] });
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(
    /^npx a2pd evaluate .*--labels teacher .*--policy zoo:pong\/teacher --teacher zoo:pong\/teacher --attack pgd/,
  );
  expect(lines[1]).toContain("student' --teacher runs/a/teacher --attack pgd");
  expect(lines[0]).toMatch(/ --plugin '\/home\/my attack.mjs' .* --restart$/);
});

it.each([
  [{ kind: 'every', steps: 3 } as const, '--every 3'],
  [{ kind: 'gap-above', gap: 0.5 } as const, '--gap-above 0.5'],
  [{ kind: 'gap-below', gap: 0.25 } as const, '--gap-below 0.25'],
])('strikes where the lab did, %j', (timing, words) => {
  const { lines } = repeatCommands({ ...request, settings: { ...pgd, timing } });
  expect(lines[0]).toContain(`--random-start ${words} ${common}`);
});

it('says no to what the attack would do by itself', () => {
  const settings = { ...noAttack, name: 'apgd-ce', epsilon: 1 / 255, options: { randomStart: false } };
  expect(repeatCommands({ ...request, settings }).lines[0]).toContain('--random-start no');
});
