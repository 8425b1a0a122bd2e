/** `a2pd train`: a Rainbow teacher for one game. */
import { findGame } from '@a2pd/ale';
import type { PresetName } from '@a2pd/atari';
import { expectationError } from '@a2pd/core';
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
import { resumeTraining, type TrainingPlan, trainTeacher } from '../stages/train-teacher.js';

interface TrainOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly game?: string;
  readonly resume?: string;
  readonly from?: string;
  readonly preset: PresetName;
  readonly hyperparameters: RainbowPreset;
  readonly agentSteps?: number;
  readonly learningRate?: number;
  readonly seed?: number;
  readonly environments: number;
  readonly evaluationEpisodes: number;
  readonly set?: readonly string[];
  readonly tensorboard: boolean;
}

export function configure(command: Command): Command {
  return command
    .addOption(gameOption())
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(
      new Option(
        '--resume <run>',
        'continue a run from its checkpoint, with its own game and hyper-parameters',
      ).conflicts(['game', 'run']),
    )
    .addOption(new Option('--from <folder>', 'start from the weights of this teacher').conflicts('resume'))
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
    .addOption(new Option('--no-tensorboard', 'write no event files for TensorBoard'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd train --game pong --run pong
  $ a2pd train --game freeway --run freeway --agent-steps 1000000 --set replayCapacity=250000
  $ a2pd train --game pong --run dqn --set parts.noisy=false parts.distributional=false
  $ a2pd train --resume pong
  $ a2pd train --game pong --run longer --from runs/pong/teacher

Ctrl-C stops at the next step, keeps the best weights so far and a checkpoint; a resumed run ends with the same
weights as one that was never stopped. Watch a run with a2pd watch --run pong, or with tensorboard --logdir runs.`,
    )
    .action(async (options: TrainOptions) => {
      const start = options.resume === undefined ? planOf(options) : undefined;
      const name = options.resume ?? options.run ?? '';
      const folder = runFolder(options.runs, name);
      await runJob(options, async (context) => {
        const trained = await (start
          ? trainTeacher(folder, start, context, options)
          : resumeTraining(folder, context, options));
        const { teacher, agentSteps, updates, bestEvaluationReturn, interrupted } = trained;
        return {
          json: trained,
          text:
            `${interrupted ? 'Stopped' : 'Trained'} after ${agentSteps} agent steps and ${updates} updates; ` +
            `best mean return in evaluation: ${bestEvaluationReturn ?? 'not evaluated'}.\nTeacher: ${teacher}`,
          next: interrupted ? `a2pd train --resume ${name}` : `a2pd collect --run ${name}`,
        };
      });
    });
}

function planOf(options: TrainOptions): TrainingPlan {
  const { game, run, preset, environments: numEnvironments, evaluationEpisodes } = options;
  if (game === undefined || run === undefined) {
    const remedy = 'e.g. a2pd train --game pong --run pong';
    throw expectationError('INVALID_ARGUMENT', '--game and --run, or --resume', game ?? run, remedy);
  }
  findGame(game);
  const config = configOf(options);
  const scaledDown = scaledDownTraining(config);
  return {
    ...{ game, preset, config, numEnvironments, evaluationEpisodes },
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(scaledDown ? { scaledDown } : {}),
  };
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
