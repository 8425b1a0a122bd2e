import { expect, it } from 'vitest';
import { type OptionNames, requireKnownOptions } from './known-options.js';

interface Options {
  readonly attack?: string;
  readonly seed?: number;
}

const names: OptionNames<Options> = { attack: true, seed: true };
const check = (options: unknown) => () => requireKnownOptions(options as Options, names);

it('lets what is known pass, and what is left out', () => {
  expect(check({})).not.toThrow();
  expect(check({ attack: 'pgd', seed: undefined })).not.toThrow();
});

it.each([
  [{ atack: 'pgd' }, 'Expected options among attack, seed but received "atack"; did you mean attack?'],
  [{ seed: 1, colour: 'red' }, 'Expected options among attack, seed but received "colour"; leave it out'],
  [{ toString: 1 }, 'Expected options among attack, seed but received "toString"; leave it out'],
  [undefined, 'Expected an object of options but received undefined'],
  [null, 'Expected an object of options but received null'],
])('refuses %o', (options, message) => {
  expect(check(options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', message }));
});
