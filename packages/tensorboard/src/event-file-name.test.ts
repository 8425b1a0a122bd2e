import { expect, it } from 'vitest';
import { nextEventFileName } from './event-file-name.js';

it('is a name that TensorBoard looks for', () => {
  expect(nextEventFileName([], 1_700_000_000.9)).toBe('events.out.tfevents.1700000000.0000.a2pd');
});

it('sorts after every earlier one, in the same second and after the clock was put back', () => {
  const names: string[] = ['notes.txt'];
  for (const seconds of [1_700_000_000, 1_700_000_000, 1_600_000_000, 1_800_000_000]) {
    names.push(nextEventFileName(names, seconds));
  }
  expect(names.slice(1)).toEqual(names.slice(1).sort());
  expect(new Set(names).size).toBe(5);
});
