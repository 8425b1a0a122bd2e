/** `a2pd train-adversary`: what learns where an attack best leads a policy. */
import { environmentsOf, runFolder, type TrainedTeacher, trainAdversary } from '@a2pd/experiment';
import { adversaryPreset } from '@a2pd/rainbow';
import { type Command, Option } from 'commander';
import { type AttackOptions, addAttackOptions, attackConfigOf, typedAttack } from '../attack-options.js';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import { environmentsOption, integer, jsonOption, type RunOptions, runOption, runsOption } from '../options.js';

interface TrainAdversaryOptions extends RunOptions, AttackOptions {
  readonly policy: string;
  readonly agentSteps?: number;
  readonly seed?: number;
  readonly from?: string;
  readonly environments?: number;
  readonly evaluationEpisodes: number;
  readonly set?: readonly string[];
  readonly restart?: boolean;
  readonly tensorboard: boolean;
}

export function configure(command: Command): Command {
  command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(new Option('--policy <policy>', 'a folder, or zoo:<game>/<name>: whom it attacks').makeOptionMandatory())
    .addOption(
      new Option('--agent-steps <n>', `length of training (${adversaryPreset.totalAgentSteps})`).argParser(integer(1)),
    )
    .addOption(new Option('--seed <n>', 'seed').argParser(integer(0)))
    .addOption(new Option('--from <policy>', 'a PQN teacher, to whose worst actions it leads at first'))
    .addOption(environmentsOption(environmentsOf(adversaryPreset)))
    .addOption(new Option('--evaluation-episodes <n>', 'of each evaluation').default(10).argParser(integer(1, 1024)))
    .addOption(new Option('--set <key=value...>', 'any other hyper-parameter of PQN, e.g. learningRate=1e-4'))
    .addOption(new Option('--restart', 'begin anew where the run has checkpoints already'))
    .addOption(new Option('--no-tensorboard', 'write no event files for TensorBoard'));
  return addAttackOptions(command, { isMandatory: true, mustAim: true })
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Its return is the policy's with the opposite sign. A stopped training goes on with a2pd train --resume.

Examples:
  $ a2pd train-adversary --run hunt --policy zoo:pong/student-certified --attack fgsm --epsilon 1/255
  $ a2pd evaluate --run hunt --policy zoo:pong/student-certified --adversary adversary --attack pgd --spare-proved`,
    )
    .action(async (options: TrainAdversaryOptions) => {
      const { run, runs, policy, agentSteps, seed, from, environments, evaluationEpisodes, set } = options;
      const attack = attackConfigOf(options);
      const request = { policy, attack, agentSteps, seed, from, environments, evaluationEpisodes, set };
      await runJob(options, async (context) => {
        const begin = { tensorboard: options.tensorboard, mustBeNew: !options.restart };
        const trained = await trainAdversary(runFolder(runs, run), request, context, begin);
        const { teacher: adversary, ...others } = trained;
        const { interrupted: isInterrupted } = trained;
        const led = { run, runs, policy, adversary: 'adversary', ...typedAttack(options) };
        const next = isInterrupted ? commandLine('train', { resume: run, runs }) : commandLine('evaluate', led);
        return { json: { adversary, ...others }, text: textOf(trained), next, isInterrupted };
      });
    });
}

function textOf({ teacher, agentSteps, bestEvaluationReturn, interrupted }: TrainedTeacher): string {
  const best = bestEvaluationReturn === null ? 'not evaluated' : `${0 - bestEvaluationReturn}`;
  const how = interrupted ? 'Stopped' : 'Trained';
  return `${how} after ${agentSteps} agent steps; lowest mean return of the policy in evaluation: ${best}.\nAdversary: ${teacher}`;
}
