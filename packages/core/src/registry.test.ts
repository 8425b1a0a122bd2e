import { expect, it } from 'vitest';
import { Registry } from './registry.js';

it('knows what it was made with and what was added, in that order', () => {
  const registry = new Registry('defence', [['radial', 1]]);
  registry.add('own', 2);
  expect(registry.entries()).toEqual([
    ['radial', 1],
    ['own', 2],
  ]);
  expect([registry.get('own'), registry.get('absent')]).toEqual([2, undefined]);
});

it('takes one again, and no other of its name', () => {
  const registry = new Registry('defence', [['radial', {}]]);
  const own = {};
  registry.add('own', own);
  expect(() => registry.add('own', own)).not.toThrow();
  for (const name of ['own', 'radial']) {
    expect(() => registry.add(name, {})).toThrow(`Expected a name that no defence has yet but received "${name}"`);
  }
});
