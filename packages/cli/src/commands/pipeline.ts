/** `a2pd pipeline`: from the ROM to the report, every stage the real one. */
import { findGame } from '@a2pd/ale';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { gameOption, jsonOption, runsOption, seedOption } from '../options.js';
import { continuedPlan, fullSizePlan, scaledDownPlan } from '../pipeline-plan.js';
import { runFolder } from '../run-folder.js';
import { runPipeline } from '../stages/pipeline.js';
import { zooTeacher } from '../zoo.js';

interface PipelineOptions {
  readonly game: string;
  readonly run?: string;
  readonly runs: string;
  readonly seed: number;
  readonly fullSize?: boolean;
  readonly json?: boolean;
}

export function configure(command: Command): Command {
  return command
    .addOption(gameOption().default('pong'))
    .addOption(new Option('--run <name>', 'name of the run; "pipeline-" and the game when absent'))
    .addOption(runsOption())
    .addOption(seedOption(123))
    .addOption(new Option('--full-size', "the paper's own budgets: many hours, instead of minutes"))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd pipeline                                 Pong, scaled down to minutes on two cores
  $ a2pd pipeline --game freeway --full-size      the paper's protocol`,
    )
    .action(async (options: PipelineOptions) => {
      const { game, seed, fullSize = false } = options;
      findGame(game);
      const ancestor = zooTeacher(game);
      const plan = fullSize ? fullSizePlan : ancestor === undefined ? scaledDownPlan : continuedPlan(ancestor);
      const folder = runFolder(options.runs, options.run ?? `${fullSize ? 'full' : 'pipeline'}-${game}`);
      await runJob(options, async (context) => {
        const { report, minutes } = await runPipeline({ folder, game, seed, plan }, context);
        const next = fullSize ? `a2pd report --run ${folder.name}` : `a2pd pipeline --game ${game} --full-size`;
        const label = fullSize
          ? ''
          : '\nSCALED DOWN: these figures show that every stage works, not how robust A2PD is.\n';
        return {
          json: { report: report.file, rows: report.rows, minutes, scaledDown: !fullSize },
          text: `${report.tableText}${label}\nReport: ${report.file}\nTook ${minutes.toFixed(1)} minutes.`,
          next,
        };
      });
    });
}
