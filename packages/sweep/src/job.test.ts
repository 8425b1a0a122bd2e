import { expect, it } from 'vitest';
import { parseJob } from './job.js';

const point = {
  kind: 'point',
  coordinates: { game: 'pong', method: 'a2pd' },
  source: { from: { run: 'pong', teacherSha256: null, prescriptionsSha256: 'a'.repeat(64) } },
  evaluate: { attacks: [{ name: 'none' }], episodes: 1 },
};

it('knows a job of its own', () => expect(parseJob(point).name).toMatch(/^pong-a2pd-[0-9a-f]{16}$/));

it.each<[string, unknown]>([
  ['a run outside the folder of runs', { ...point, source: { from: { ...point.source.from, run: '../../etc' } } }],
  ['a game outside it', { ...point, coordinates: { game: '../..' } }],
  ['an option of the command for a name', { ...point, coordinates: { ...point.coordinates, 'set.--runs': '/etc' } }],
  ['an option of the command for a method', { ...point, coordinates: { game: 'pong', method: '--runs=/etc' } }],
  ['a command of its own', { ...point, program: ['/bin/sh', '-c', 'true'] }],
  ['an environment', { ...point, environment: { NODE_OPTIONS: '--import=/tmp/x.mjs' } }],
  ['an inherited coordinate', { ...point, coordinates: JSON.parse('{"game":"pong","__proto__":{"method":"x"}}') }],
  [
    'a flag for an attack',
    { ...point, evaluate: { ...point.evaluate, attacks: [{ name: 'pgd', '--output': '/etc' }] } },
  ],
  ['nothing', null],
])('does not take %s from a queue', (_, specification) => {
  expect(() => parseJob(specification)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }));
});
