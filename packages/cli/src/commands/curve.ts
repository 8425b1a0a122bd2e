/** `a2pd curve`: how a teacher learned, as a page to keep. */
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { jsonOption, type RunOptions, runOption, runsOption } from '../options.js';
import { runFolder } from '../run-folder.js';
import { writeLearningCurve } from '../stages/write-learning-curve.js';

interface CurveOptions extends RunOptions {
  readonly output: string;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--output <folder>', 'where the page and its figure go').default('docs/results'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd curve --run pong                        docs/results/training-curve-pong.md and .svg
  $ a2pd curve --run pong --output /tmp --json

The curve stands beside what Rainbow is known to score after as many emulator frames. A run that goes on can be drawn too.`,
    )
    .action(async (options: CurveOptions) => {
      await runJob(options, async () => {
        const written = await writeLearningCurve(runFolder(options.runs, options.run), options.output);
        const { page, figure, agentSteps, evaluations } = written;
        const count = `${agentSteps.toLocaleString('en')} agent steps, ${evaluations.length} evaluations`;
        return {
          json: written,
          text: `${count}\nPage: ${page}\nFigure: ${figure}`,
        };
      });
    });
}
