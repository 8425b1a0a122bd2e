/** `a2pd train`: a teacher for one game, by Rainbow or PQN. */
import { findGame } from '@a2pd/ale';
import { expectationError } from '@a2pd/core';
import {
  environmentsHelp,
  environmentsOf,
  isNothing,
  resumeTraining,
  runFolder,
  type TrainedTeacher,
  type TrainingPlan,
  type TrainingTerms,
  trainingConfigOf,
  trainTeacher,
  usesInDefences,
  usesInTraining,
} from '@a2pd/experiment';
import { type CheckpointContents, defenceEntries, trainingPresets } from '@a2pd/rainbow';
import { type Command, Option } from 'commander';
import { catalogueLines } from '../catalogue.js';
import { commandLine } from '../command-line.js';
import { addDerivedOptions } from '../derived-option.js';
import { runJob } from '../job.js';
import {
  bytes,
  environmentsOption,
  gameOption,
  integer,
  jsonOption,
  number,
  presetOption,
  type RunOptions,
  requireBeside,
  runOption,
  runsOption,
} from '../options.js';

interface TrainOptions extends Omit<RunOptions, 'run'>, TrainingTerms {
  readonly run?: string;
  readonly game?: string;
  readonly resume?: string;
  readonly from?: string;
  readonly environments?: number;
  readonly evaluationEpisodes: number;
  readonly evaluationMaxAgentSteps?: number;
  readonly targetReturn?: number;
  readonly checkpoint?: CheckpointContents;
  readonly replayMemory?: number;
  readonly refillReplay?: boolean;
  readonly restart?: boolean;
  readonly tensorboard: boolean;
}

export function configure(command: Command): Command {
  command
    .addOption(gameOption())
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(
      new Option(
        '--resume <run>',
        'continue a run from its checkpoint, with its own game and hyper-parameters',
      ).conflicts([...ownOfABeginning, ...usesInDefences().keys()]),
    )
    .addOption(new Option('--from <policy>', 'start from the weights of this teacher: a folder, or zoo:<game>/<name>'))
    .addOption(runsOption())
    .addOption(presetOption())
    .addOption(
      new Option('--hyperparameters <name>', 'where the numbers come from')
        .choices(Object.keys(trainingPresets))
        .default('paper'),
    )
    .addOption(new Option('--agent-steps <n>', 'length of training; an agent step is 4 frames').argParser(integer(1)))
    .addOption(new Option('--learning-rate <x>', "Adam's").argParser(number(0, 1)))
    .addOption(new Option('--seed <n>', 'seed').argParser(integer(0)))
    .addOption(environmentsOption(undefined, environmentsHelp))
    .addOption(new Option('--evaluation-episodes <n>', 'of each evaluation').default(10).argParser(integer(1, 1024)))
    .addOption(
      new Option('--evaluation-max-agent-steps <n>', 'cut these episodes here; whole games when absent').argParser(
        integer(1),
      ),
    )
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter, e.g. parts.noisy=false batchSize=64'))
    .addOption(
      new Option('--target-return <x>', 'end at the first evaluation whose mean return is at least this').argParser(
        number(-1e9, 1e9),
      ),
    )
    .addOption(
      new Option('--checkpoint <contents>', 'light: without the replay, which a resumed run then fills anew (full)') //
        .choices(['full', 'light']),
    )
    .addOption(new Option('--replay-memory <bytes>', 'what the replay may take at most, e.g. 2GB').argParser(bytes))
    .addOption(
      new Option('--refill-replay', 'with --resume: leave the replay of the checkpoint unread, if it is damaged'),
    )
    .addOption(new Option('--restart', 'begin anew where the run has checkpoints already').conflicts('resume'))
    .addOption(new Option('--no-tensorboard', 'write no event files for TensorBoard'))
    .addOption(
      new Option('--defence <name>', 'what it learns to withstand, and how; see below').choices(
        defenceEntries().map(({ name }) => name),
      ),
    );
  return addDerivedOptions(command, new Map([...usesInTraining(), ...usesInDefences()]))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Defences:
${catalogueLines(defenceEntries())}

Examples:
  $ a2pd train --game pong --run pong
  $ a2pd train --game freeway --run freeway --agent-steps 1000000 --set replayCapacity=250000
  $ a2pd train --game pong --run quick --hyperparameters pqn               a strong teacher within the hour
  $ a2pd train --game pong --run dqn --hyperparameters dqn-two-cores
  $ a2pd train --game pong --run robust --from runs/dqn/teacher --hyperparameters dqn-two-cores --defence sa-convex
  $ a2pd train --game pong --run brief --target-return 15 --replay-memory 2GB --set replayCapacity=250000
  $ a2pd train --resume pong
  $ a2pd train --resume pong --agent-steps 6000000                         longer than it was meant to be
  $ a2pd train --game pong --run longer --from runs/pong/teacher

Ctrl-C stops at the next step, keeps the best weights so far and a checkpoint; a resumed run ends with the same
weights as one that was never stopped (docs/training.md says more). Policies: teacher has the weights with the best
evaluation, teacher-last the newest ones. Watch a run with a2pd watch --run pong, or with tensorboard --logdir runs.`,
    )
    .action(async (options: TrainOptions) => {
      requireBeside(command, 'resume', ['refillReplay']);
      const start = options.resume === undefined ? trainingPlanOf(options) : undefined;
      const name = options.resume ?? options.run ?? '';
      const folder = runFolder(options.runs, name);
      const { tensorboard, replayMemory, restart } = options;
      const { agentSteps: totalAgentSteps, targetReturn, checkpoint, refillReplay } = options;
      const outputs = { tensorboard, replayMemory };
      const terms = { totalAgentSteps, targetReturn, checkpoint, refillReplay };
      await runJob(options, async (context) => {
        const trained = await (start
          ? trainTeacher(folder, start, context, { ...outputs, mustBeNew: !restart })
          : resumeTraining(folder, context, { ...outputs, ...terms }));
        const { interrupted: isInterrupted } = trained;
        return { json: trained, text: textOf(trained), next: nextOf(trained, name, options.runs), isInterrupted };
      });
    });
}

/** What a run that continues has from its checkpoint. */
const ownOfABeginning = [
  ...['game', 'run', 'from', 'preset', 'hyperparameters', 'defence'],
  ...['learningRate', 'seed', 'precision', 'environments', 'evaluationEpisodes', 'evaluationMaxAgentSteps', 'set'],
];

function textOf(trained: TrainedTeacher): string {
  if (isNothing(trained)) {
    return 'Stopped before the first agent step: there is nothing to continue, the same command begins again.';
  }
  const { teacher, agentSteps, updates, bestEvaluationReturn, ending } = trained;
  const how = { interrupted: 'Stopped', completed: 'Trained', 'target-return': 'Reached the target return' }[ending];
  const best = bestEvaluationReturn ?? 'not evaluated';
  return `${how} after ${agentSteps} agent steps and ${updates} updates; best mean return in evaluation: ${best}.\nTeacher: ${teacher}`;
}

function nextOf(trained: TrainedTeacher, run: string, runs: string): string | undefined {
  if (isNothing(trained)) return undefined;
  return trained.interrupted ? commandLine('train', { resume: run, runs }) : commandLine('collect', { run, runs });
}

function trainingPlanOf(options: TrainOptions): TrainingPlan {
  const { game, run, preset, from, evaluationEpisodes, evaluationMaxAgentSteps, targetReturn, checkpoint } = options;
  if (game === undefined || run === undefined) {
    const remedy = 'e.g. a2pd train --game pong --run pong';
    throw expectationError('INVALID_ARGUMENT', '--game and --run, or --resume', game ?? run, remedy);
  }
  findGame(game);
  const config = trainingConfigOf(options);
  const terms = { from, evaluationEpisodes, evaluationMaxAgentSteps, targetReturn, checkpoint };
  return { game, preset, config, numEnvironments: options.environments ?? environmentsOf(config), ...terms };
}
