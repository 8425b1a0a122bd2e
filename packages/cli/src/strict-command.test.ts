import type { Command, Option } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from './program.js';
import { StrictCommand } from './strict-command.js';

/** Every option with a value of a command and of those below it, with the words that lead to it. */
function optionsOf(
  command: Command,
  words: readonly string[],
): (readonly [words: readonly string[], option: Option])[] {
  const own = command.options.filter(({ required }) => required).map((option) => [words, option] as const);
  return [...own, ...command.commands.flatMap((below) => optionsOf(below, [...words, below.name()]))];
}

it('takes no option of any command for the value of another', async () => {
  const names = (await createProgram([])).commands.map((command) => command.name());
  // A program has the options of the command that it was asked for alone.
  const programs = await Promise.all(names.map((name) => createProgram([name])));
  const options = programs.flatMap((program) => optionsOf(program, []));
  expect(options.length).toBeGreaterThan(100);
  for (const [words, { long, flags }] of options) {
    const argv = [...words, long!, '--json'];
    const program = await createProgram(argv);
    await expect(program.parseAsync(argv, { from: 'user' }), argv.join(' ')).rejects.toMatchObject({
      message: `error: option '${flags}' needs a value, but --json looks like an option; type ${long}=--json if it is meant`,
    });
  }
});

it.each([
  [['--svg=--json'], '--json'],
  [['--svg', '-1'], '-1'],
  [['--svg', '-'], '-'],
  [['--svg', './--json'], './--json'],
])('%j is understood', async (argv, svg) => {
  const command = new StrictCommand().option('--svg <file>').action(() => {});
  await command.parseAsync(argv, { from: 'user' });
  expect(command.opts()).toEqual({ svg });
});
