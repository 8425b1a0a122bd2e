/** Assembles the `a2pd` command; each subcommand has a file of its own in commands/. */
import { createRequire } from 'node:module';
import { Command } from 'commander';
import { collectCommand } from './commands/collect.js';
import { distillCommand } from './commands/distill.js';
import { doctorCommand } from './commands/doctor.js';
import { evaluateCommand } from './commands/evaluate.js';
import { pipelineCommand } from './commands/pipeline.js';
import { reportCommand } from './commands/report.js';
import { traceCommand } from './commands/trace.js';
import { trainCommand } from './commands/train.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

export function createProgram(): Command {
  const program = new Command('a2pd')
    .description('Robust deep reinforcement learning on Atari: train a Rainbow teacher, distil it, attack it, report.')
    .version(version)
    .showHelpAfterError('(a2pd --help lists what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd doctor                                   what this machine has and lacks
  $ a2pd pipeline                                 all stages on Pong, scaled down to minutes
  $ a2pd train --game freeway --run freeway       a teacher
  $ a2pd evaluate --run freeway --attack pgd      the student under attack`,
    );
  for (const command of [
    doctorCommand(),
    trainCommand(),
    collectCommand(),
    distillCommand(),
    evaluateCommand(),
    reportCommand(),
    pipelineCommand(),
    traceCommand(),
  ]) {
    program.addCommand(command.exitOverride().showHelpAfterError(`(a2pd ${command.name()} --help shows how)`));
  }
  return program;
}
