/** `a2pd train`: a Rainbow teacher for one game. */
import { findGame } from '@a2pd/ale';
import type { PresetName } from '@a2pd/atari';
import { parseRainbowConfig, type RainbowConfig, type RainbowPreset, rainbowPresets } from '@a2pd/rainbow';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import {
  environmentsOption,
  gameOption,
  integer,
  jsonOption,
  number,
  presetOption,
  type RunOptions,
  runOption,
  runsOption,
} from '../options.js';
import { runFolder } from '../run-folder.js';
import { scaledDownTraining } from '../scaled-down.js';
import { readSettings } from '../settings.js';
import { trainTeacher } from '../stages/train-teacher.js';

interface TrainOptions extends RunOptions {
  readonly game: string;
  readonly preset: PresetName;
  readonly hyperparameters: RainbowPreset;
  readonly agentSteps?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly environments: number;
  readonly evaluationEpisodes: number;
  readonly set?: readonly string[];
}

export function configure(command: Command): Command {
  return command
    .addOption(gameOption().makeOptionMandatory())
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(presetOption())
    .addOption(
      new Option('--hyperparameters <name>', 'where the numbers come from')
        .choices(Object.keys(rainbowPresets))
        .default('paper'),
    )
    .addOption(new Option('--agent-steps <n>', 'length of training; an agent step is 4 frames').argParser(integer(1)))
    .addOption(new Option('--learning-rate <x>', "Adam's").argParser(number(0, 1)))
    .addOption(new Option('--seed <n>', 'seed').argParser(integer(0)))
    .addOption(environmentsOption(8))
    .addOption(new Option('--evaluation-episodes <n>', 'of each evaluation').default(10).argParser(integer(1)))
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter, e.g. parts.noisy=false batchSize=64'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd train --game pong --run pong
  $ a2pd train --game freeway --run freeway --agent-steps 1000000 --set replayCapacity=250000
  $ a2pd train --game pong --run dqn --set parts.noisy=false parts.distributional=false

Ctrl-C stops at the next step and keeps the best weights so far.`,
    )
    .action(async (options: TrainOptions) => {
      findGame(options.game);
      const config = configOf(options);
      const scaledDown = scaledDownTraining(config);
      await runJob(options, async (context) => {
        const trained = await trainTeacher(
          {
            folder: runFolder(options.runs, options.run),
            game: options.game,
            preset: options.preset,
            config,
            numEnvironments: options.environments,
            evaluationEpisodes: options.evaluationEpisodes,
            ...(scaledDown ? { scaledDown } : {}),
          },
          context,
        );
        const { teacher, agentSteps, updates, bestEvaluationReturn, interrupted } = trained;
        return {
          json: trained,
          text:
            `${interrupted ? 'Stopped' : 'Trained'} after ${agentSteps} agent steps and ${updates} updates; ` +
            `best mean return in evaluation: ${bestEvaluationReturn ?? 'not evaluated'}.\nTeacher: ${teacher}`,
          next: `a2pd collect --run ${options.run}`,
        };
      });
    });
}

function configOf(options: TrainOptions): RainbowConfig {
  const { agentSteps, learningRate, seed } = options;
  return parseRainbowConfig(
    readSettings(options.set ?? [], {
      ...rainbowPresets[options.hyperparameters],
      ...(agentSteps === undefined ? {} : { totalAgentSteps: agentSteps }),
      ...(learningRate === undefined ? {} : { learningRate }),
      ...(seed === undefined ? {} : { seed }),
    }),
  );
}
