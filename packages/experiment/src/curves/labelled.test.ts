import { expect, it } from 'vitest';
import { readLabels } from './labelled.js';

it('calls a place by its label, else by its last name', () => {
  expect(readLabels(['β 0.1=runs/a/student', 'runs/b/student'], false)).toEqual([
    { label: 'β 0.1', place: 'runs/a/student' },
    { label: 'student', place: 'runs/b/student' },
  ]);
});

it('tells apart what has one name by the whole of what was typed', () => {
  const typed = ['runs/a/student', 'runs/b/student', 'c=runs/c', 'c=runs/d'];
  expect(readLabels(typed, false).map(({ label }) => label)).toEqual(typed);
});

it('lets typed labels be shared, but no names of folders', () => {
  const typed = ['float32=runs/a', 'float32=runs/b', 'old/pong', 'new/pong'];
  const labels = readLabels(typed, true).map(({ label }) => label);
  expect(labels).toEqual(['float32', 'float32', 'old/pong', 'new/pong']);
});
