/** `a2pd pipeline`: from the ROM to the report, every stage the real one. */
import { findGame } from '@a2pd/ale';
import {
  fullSizePlan,
  type PipelineBudgets,
  type PipelinePlan,
  runFolder,
  runPipeline,
  scaledDownPlan,
  withBudgets,
  zooPlan,
  zooTeacher,
} from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import { gameOption, integer, jsonOption, runsOption, seedOption } from '../options.js';

interface PipelineOptions extends PipelineBudgets {
  readonly game: string;
  readonly run?: string;
  readonly runs: string;
  readonly seed: number;
  readonly train?: boolean;
  readonly fullSize?: boolean;
  readonly restart?: boolean;
  readonly json?: boolean;
}

const warning = '\nSCALED DOWN: these figures show that every stage works, not how robust A2PD is.\n';

export function configure(command: Command): Command {
  return command
    .addOption(gameOption().default('freeway'))
    .addOption(new Option('--run <name>', 'name of the run; "pipeline-" and the game when absent'))
    .addOption(runsOption())
    .addOption(seedOption(123))
    .addOption(new Option('--train', 'train a teacher first, also where the zoo has one'))
    .addOption(new Option('--full-size', "the paper's own budgets, training included: many hours, instead of minutes"))
    .addOption(new Option('--pairs <n>', 'prescriptions to collect').argParser(integer(1)))
    .addOption(new Option('--max-epochs <n>', 'of distillation').argParser(integer(1)))
    .addOption(new Option('--episodes <n>', 'of each evaluation').argParser(integer(1, 100_000)))
    .addOption(new Option('--max-agent-steps <n>', 'cut evaluation episodes here').argParser(integer(1)))
    .addOption(new Option('--audit-states <n>', 'states audited and certified').argParser(integer(1, 100_000)))
    .addOption(new Option('--restart', 'begin anew instead of going on from what the run has come to'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
From a teacher of the zoo where the game has one (a2pd zoo list); otherwise a teacher is trained, scaled down.
Stopped (Ctrl-C) or killed, the same command goes on from there.

Examples:
  $ a2pd pipeline                                 Freeway, scaled down to minutes on two cores
  $ a2pd pipeline --game pong --train             a teacher of its own first
  $ a2pd pipeline --game freeway --full-size      the paper's protocol`,
    )
    .action(async (options: PipelineOptions) => {
      const { game, seed, fullSize = false, restart = false } = options;
      findGame(game);
      const plan = pipelinePlanOf(options);
      const folder = runFolder(options.runs, options.run ?? `${fullSize ? 'full' : 'pipeline'}-${game}`);
      await runJob(options, async (context) => {
        const { report, minutes, scaledDown } = await runPipeline({ folder, game, seed, plan, restart }, context);
        const next = fullSize
          ? commandLine('report', { run: folder.name, runs: options.runs })
          : commandLine('pipeline', { game, runs: options.runs, fullSize: true });
        return {
          json: { report: report.file, rows: report.rows, minutes, scaledDown: scaledDown !== null },
          text: `${report.tableText}${scaledDown === null ? '' : warning}\nReport: ${report.file}\nTook ${minutes.toFixed(1)} minutes.`,
          next,
        };
      });
    });
}

function pipelinePlanOf({ game, train, fullSize, ...cuts }: PipelineOptions): PipelinePlan {
  const hasTeacher = zooTeacher(game) !== undefined;
  const plan = fullSize ? fullSizePlan : train || !hasTeacher ? scaledDownPlan : zooPlan(`zoo:${game}/teacher`);
  return withBudgets(plan, cuts);
}
