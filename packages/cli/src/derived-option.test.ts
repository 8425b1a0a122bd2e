import { groupedBy, type Use } from '@a2pd/experiment';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addDerivedOptions } from './derived-option.js';

const uses: readonly Use[] = [
  { owner: 'pgd', option: { name: 'steps', type: 'integer', default: 10, description: 'steps' } },
  { owner: 'apgd', option: { name: 'steps', type: 'integer', default: 100, description: 'steps' } },
  { owner: 'pgd', option: { name: 'stepSize', type: 'number', description: 'length of a step' } },
  { owner: 'apgd', option: { name: 'randomStart', type: 'boolean', default: true, description: 'begin anywhere' } },
  { owner: 'pgd', option: { name: 'norm', type: 'string', choices: ['linf', 'l2'], description: 'of the ball' } },
  { owner: 'mine', option: { name: 'norm', type: 'string', choices: ['l1'], description: 'of the ball' } },
  { owner: 'mine', option: { name: 'schedule', type: 'string', default: 'flat', description: 'of steps' } },
  { owner: 'yours', option: { name: 'schedule', type: 'integer', default: 3, description: 'of steps' } },
];

function parsed(...argv: string[]): Record<string, unknown> {
  const command = new Command('try').exitOverride().configureOutput({ writeErr: () => {} });
  addDerivedOptions(
    command,
    groupedBy(uses, ({ option }) => option.name),
  );
  return command.parse(argv, { from: 'user' }).opts();
}

it('reads each option as what its owners say it is', () => {
  expect(
    parsed('--steps', '4', '--step-size', '1/255', '--random-start', '--norm', 'l1', '--schedule', 'cosine'),
  ).toEqual({ steps: 4, stepSize: 1 / 255, randomStart: true, norm: 'l1', schedule: 'cosine' });
  expect(parsed('--random-start=no', '--schedule', '7')).toEqual({ randomStart: false, schedule: 7 });
  expect(parsed()).toEqual({});
});

it.each([
  ['--steps', '1.5', 'Expected an integer.'],
  ['--step-size', 'long', 'Expected a number or fraction.'],
  ['--random-start', 'perhaps', 'Expected yes or no.'],
  ['--norm', 'l3', 'Allowed choices are linf, l2, l1.'],
])('refuses %s %s', (flag, text, complaint) => {
  expect(() => parsed(flag, text)).toThrow(complaint);
});

it('says whose an option is and what it is when absent', () => {
  const command = addDerivedOptions(
    new Command('try'),
    groupedBy(uses, ({ option }) => option.name),
  );
  const help = Object.fromEntries(command.options.map(({ long, description }) => [long, description]));
  expect(help['--steps']).toBe('steps (pgd: default 10; apgd: default 100)');
  expect(help['--step-size']).toBe('length of a step (pgd)');
  expect(help['--random-start']).toBe('begin anywhere (apgd; default yes)');
});

it.each(['run', 'json'])('refuses the name %s, which is the command’s own', (name) => {
  const command = new Command('try').option('--run <name>');
  const own: Use = { owner: 'mine', option: { name, type: 'string', description: '-' } };
  expect(() => addDerivedOptions(command, new Map([[name, [own]]]))).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(`option ${name} of mine`) }),
  );
});
