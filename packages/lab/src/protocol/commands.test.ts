import { expect, it } from 'vitest';
import { parseCommand } from './commands.js';
import { noAttack } from './settings.js';

it.each([
  { type: 'open', policies: ['zoo:pong/teacher'], seed: 0 },
  {
    type: 'attack',
    settings: { ...noAttack, epsilon: 16 / 255, options: { steps: 3, norm: 'l2', randomStart: true } },
  },
  { type: 'attack', settings: { ...noAttack, timing: { kind: 'every', steps: 5 } } },
  { type: 'control', seat: null },
  { type: 'speed', stepsPerSecond: 60 },
])('takes %j', (command) => {
  expect(parseCommand(JSON.stringify(command))).toEqual(command);
});

it.each([
  ['no JSON', '{'],
  ['no object', '7'],
  ['an unknown command', '{"type":"eval"}'],
  ['an unknown key', '{"type":"step","times":3}'],
  ['a key of the prototype', '{"type":"step","__proto__":{"x":1},"constructor":1}'],
  ['no policy', '{"type":"open","policies":[],"seed":0}'],
  ['three policies', '{"type":"open","policies":["a","b","c"],"seed":0}'],
  ['a seed that is none', '{"type":"restart","seed":-1}'],
  ['a speed of its own', '{"type":"speed","stepsPerSecond":10000}'],
  ['a third seat', '{"type":"control","seat":2}'],
  ['too strong an attack', JSON.stringify({ type: 'attack', settings: { ...noAttack, epsilon: 17 / 255 } })],
  [
    'an option that is an object',
    JSON.stringify({ type: 'attack', settings: { ...noAttack, options: { steps: {} } } }),
  ],
])('refuses %s', (_, text) => {
  expect(() => parseCommand(text)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});
