/** `a2pd audit`: is a policy robust, or does it only look so? */
import { join } from 'node:path';
import { type AttackConfig, type AttackFactory, attackFactories, attackFactory } from '@a2pd/attack';
import {
  type AuditCheck,
  type AuditRecord,
  type AuditVerdict,
  caveatsOfAudit,
  formatEpsilon,
  isSameRadius,
  percentWithin,
} from '@a2pd/core';
import { auditNamedPolicy, findTeacher, namedPolicy, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { integer, jsonOption, number, type RunOptions, runOption, runsOption, seedOption } from '../options.js';
import { recordOutcome } from '../record-outcome.js';

interface AuditOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly policy: string;
  readonly teacher?: string;
  readonly epsilon: number;
  readonly states: number;
  readonly episodes: number;
  readonly maxAgentSteps?: number;
  readonly steps?: number;
  readonly restarts?: number;
  readonly queries?: number;
  readonly attacks?: readonly string[];
  readonly seed: number;
  readonly output?: string;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', policyNames).default('student'))
    .addOption(
      new Option('--teacher <name>', "to agree with; the run's own teacher, or the zoo's for a policy of the zoo"),
    )
    .addOption(
      new Option('--epsilon <x>', 'radius at which attacks are compared')
        .default(1 / 255, '1/255')
        .argParser(number(0, 1)),
    )
    .addOption(
      new Option('--states <n>', 'states to attack, from the policy’s own play')
        .default(128)
        .argParser(integer(1, 100_000)),
    )
    .addOption(new Option('--episodes <n>', 'episodes played for them').default(16).argParser(integer(1, 1000)))
    .addOption(
      new Option('--max-agent-steps <n>', 'cut each episode here; played to its end when absent').argParser(integer(1)),
    )
    .addOption(
      new Option('--steps <n>', 'of PGD, which is also tried with twice as many; 20').argParser(integer(2, 5000)),
    )
    .addOption(new Option('--restarts <n>', 'random starts of PGD; 5').argParser(integer(1, 1000)))
    .addOption(new Option('--queries <n>', 'of the black-box attack; 500').argParser(integer(1, 1_000_000)))
    .addOption(
      new Option('--attacks <name...>', "further attacks beside the audit's own, e.g. a plugin's").choices(
        attacksWithRadius(),
      ),
    )
    .addOption(seedOption(0))
    .addOption(new Option('--output <folder>', "where the record goes; the run's own place when absent"))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Each question passes, warns or fails, with its figures and what they mean; docs/evaluation.md explains them. A policy
that fails is not shown to be weak: it is not shown to be robust.

Examples:
  $ a2pd audit --run pong
  $ a2pd audit --run pong --policy teacher --epsilon 3/255
  $ a2pd audit --policy zoo:pong/student-a2pd --teacher zoo:pong/teacher --json | jq .verdict`,
    )
    .action(async (options: AuditOptions) => {
      const folder = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const policy = namedPolicy(options.policy, folder);
      const output = options.output ?? (folder ? join(folder.audits, policy.name) : undefined);
      const { steps, restarts, queries, epsilon, states, episodes, maxAgentSteps, seed } = options;
      const attacks = options.attacks?.map((name) => attackAt(name, options.epsilon));
      await runJob(options, async (context) => {
        const teacher = await findTeacher(options, folder);
        const visit = { policy, states, episodes, maxAgentSteps, seed };
        const request = { ...visit, teacher, epsilon, size: { steps, restarts, queries }, attacks, output };
        const record = await auditNamedPolicy(request, context);
        return recordOutcome(record, describeAudit(record), output, options);
      });
    });
}

/** What can be compared at one radius. */
function attacksWithRadius(): string[] {
  const hasRadius = ({ options }: AttackFactory) => options.some(({ name }) => name === 'epsilon');
  return attackFactories()
    .filter(hasRadius)
    .map(({ name }) => name);
}

function attackAt(name: string, epsilon: number): AttackConfig {
  return attackFactory({ name }).parse({ epsilon }) as AttackConfig;
}

const marks: Readonly<Record<AuditVerdict, string>> = { pass: '✓', warn: '!', fail: '✗', 'not measured': '○' };

function describeAudit({
  policyName,
  verdict,
  checks,
  states,
  epsilon,
  episodes,
  strengths,
  worstCaseFlipRate,
  worstCaseInterval95,
}: AuditRecord): string {
  const caveats = caveatsOfAudit(checks);
  const atRadius = strengths.filter((strength) => isSameRadius(strength.epsilon, epsilon)).length;
  return [
    ...checks.map(describeCheck),
    '',
    `${policyName}: ${verdict.toUpperCase()} on ${states} states of ${episodes} episodes. The worst of ${atRadius} attacks at ` +
      `${formatEpsilon(epsilon)} changes ${percentWithin(worstCaseFlipRate, worstCaseInterval95)} of its actions.`,
    ...(caveats.length === 0 ? [] : [`What it keeps of its return says little: ${caveats.join(', ')}.`]),
  ].join('\n');
}

/** What a figure means is said where it matters. */
function describeCheck({ verdict, title, detail, meaning }: AuditCheck): string {
  const line = `${marks[verdict]} ${verdict === 'not measured' ? '' : `${verdict}  `}${title}: ${detail}`;
  return verdict === 'warn' || verdict === 'fail' ? `${line}\n    ${meaning}` : line;
}
