import { A2pdError } from '@a2pd/core';
import { CommanderError, InvalidArgumentError } from 'commander';
import { afterEach, expect, it, vi } from 'vitest';
import { reportFailure } from './failure.js';

const said = vi.spyOn(console, 'error').mockImplementation(() => {});
afterEach(() => said.mockClear());
const words = () => said.mock.calls.map(([line]) => String(line));

it('says what an action throws in the name of Commander', () => {
  expect(reportFailure(new InvalidArgumentError('Expected --a beside --b.'), false)).toBe(2);
  expect(words()).toEqual(['a2pd: Expected --a beside --b.']);
});

it('knows a remedy for every error', () => {
  for (const code of ['INVALID_BUFFER', 'OUT_OF_MEMORY', 'INTERRUPTED'] as const) {
    reportFailure(new A2pdError(code, 'without one'), true);
  }
  for (const line of words()) expect(JSON.parse(line).error.remedy).toMatch(/\w+/);
});

it('takes a limit of the system for no defect', () => {
  const cause = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  for (const error of [cause, new A2pdError('FILE_UNAVAILABLE', 'no way', { cause, remedy: 'another place' })]) {
    expect(reportFailure(error, true)).toBe(1);
  }
  for (const line of words()) {
    const { error } = JSON.parse(line);
    expect(error).toMatchObject({ code: 'FILE_UNAVAILABLE', remedy: expect.stringContaining('ulimit -n') });
  }
  expect(words()).toHaveLength(2);
});

it('says arguments of a library as the options that they are here', () => {
  const remedy = 'raise gapBelow';
  const details = { remedy, arguments: ['gapAbove', 'gapBelow'] };
  reportFailure(new A2pdError('INVALID_ARGUMENT', `Expected gapAbove of at most gapBelow; ${remedy}`, details), false);
  expect(words()).toEqual(['a2pd: Expected --gap-above of at most --gap-below; raise --gap-below']);
});

it('repeats nothing that would steer the terminal', () => {
  reportFailure(new A2pdError('INVALID_CONFIG', 'Invalid "\u001b[2J\u202e"'), false);
  expect(words()).toEqual(['a2pd: Invalid "\\u001b[2J\\u202e"']);
});

it('leaves to Commander what it has printed, and help to itself', () => {
  expect(reportFailure(new CommanderError(1, 'commander.unknownOption', "error: unknown option '--a'"), false)).toBe(2);
  expect(reportFailure(new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), true)).toBe(0);
  expect(words()).toEqual([]);
});

it('tells a program every failure as one JSON object', () => {
  expect(reportFailure(new CommanderError(1, 'commander.unknownOption', "error: unknown option '--a'"), true)).toBe(2);
  expect(reportFailure(new A2pdError('FILE_UNAVAILABLE', 'gone', { remedy: 'look elsewhere' }), true)).toBe(1);
  expect(reportFailure(new TypeError('oops'), true)).toBe(1);
  expect(words().map((line) => JSON.parse(line).error)).toMatchObject([
    { code: 'INVALID_ARGUMENT', message: "unknown option '--a'", remedy: '--help shows how' },
    { code: 'FILE_UNAVAILABLE', message: 'gone', remedy: 'look elsewhere' },
    { code: 'DEFECT', remedy: 'report it, with this message and the command' },
  ]);
});
