import { expect, it } from 'vitest';
import { commandLine } from './command-line.js';

it('types what is not so anyway', () => {
  expect(commandLine('report', { run: 'pong', runs: 'runs', restart: false, output: undefined })).toBe(
    'a2pd report --run pong',
  );
  expect(commandLine('evaluate', { run: 'pong', runs: '/data/runs', maxAgentSteps: 20, quantise: true })).toBe(
    'a2pd evaluate --run pong --runs /data/runs --max-agent-steps 20 --quantise',
  );
});

it('quotes what a shell would take apart', () => {
  expect(commandLine('train', { from: "it's mine", set: ['a=1', 'b=[1,2]'] })).toBe(
    "a2pd train --from 'it'\\''s mine' --set a=1 'b=[1,2]'",
  );
});
