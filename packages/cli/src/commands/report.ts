/**
 * `a2pd report`: everything a run recorded, on one page; or how its teacher learned; or the paper's tables and figures over
 * all policies there are.
 */
import { expectationError } from '@a2pd/core';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { jsonOption, runsOption } from '../options.js';
import { type RunFolder, runFolder } from '../run-folder.js';
import { writeLearningCurve } from '../stages/write-learning-curve.js';
import { writePaperResults } from '../stages/write-paper-results.js';
import { writeReport } from '../stages/write-report.js';

interface ReportOptions {
  readonly run: readonly string[];
  readonly runs: string;
  readonly paper?: boolean;
  readonly training?: boolean;
  readonly zoo: boolean;
  readonly output: string;
  readonly json?: boolean;
}

export function configure(command: Command): Command {
  return command
    .addOption(
      new Option('--run <name>', 'name of the run, a folder below --runs; with --paper any number of them')
        .default([], 'none')
        .argParser((name: string, names: readonly string[]) => [...names, name]),
    )
    .addOption(runsOption())
    .addOption(new Option('--paper', "the paper's Tables 1-3 and Figs. 2-6 over the zoo and the runs, in Markdown"))
    .addOption(
      new Option(
        '--training',
        'how the teacher of the run learned, beside what Rainbow scores elsewhere at equal frames, in Markdown',
      ).conflicts('paper'),
    )
    .addOption(new Option('--no-zoo', 'with --paper: leave the zoo out'))
    .addOption(
      new Option('--output <folder>', 'with --paper or --training: where the page goes').default('docs/results'),
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
The page of --paper has a part written by hand, which stays as it is when the page is made again.

Examples:
  $ a2pd report --run pong
  $ a2pd report --run pong --json | jq .rows
  $ a2pd report --training --run pong              docs/results/training-curve-pong.md, also of a run that goes on
  $ a2pd report --paper                            the zoo, to docs/results/README.md
  $ a2pd report --paper --run pong --run freeway   and two runs`,
    )
    .action((options: ReportOptions) => {
      if (options.paper) return reportPaper(options);
      return options.training ? reportTraining(options) : reportRun(options);
    });
}

async function reportRun(options: ReportOptions): Promise<void> {
  const folder = onlyRun(options);
  await runJob(jsonOf(options), async () => {
    const { file, tableText, rows } = await writeReport(folder);
    return { json: { report: file, rows }, text: `${tableText}\nReport: ${file}` };
  });
}

async function reportTraining(options: ReportOptions): Promise<void> {
  const folder = onlyRun(options);
  await runJob(jsonOf(options), async () => {
    const written = await writeLearningCurve(folder, options.output);
    const { page, figure, agentSteps, evaluations } = written;
    const extent = `${agentSteps.toLocaleString('en')} agent steps, ${evaluations.length} evaluations`;
    return { json: written, text: `${extent}\nPage: ${page}\nFigure: ${figure}` };
  });
}

function onlyRun({ run: [name, ...others], runs }: ReportOptions): RunFolder {
  if (name !== undefined && others.length === 0) return runFolder(runs, name);
  const remedy = 'name it with --run, or ask for --paper over several';
  throw expectationError('INVALID_ARGUMENT', 'one run', name === undefined ? 'none' : 'several', remedy);
}

function jsonOf({ json }: ReportOptions): { readonly json?: boolean } {
  return json ? { json } : {};
}

async function reportPaper(options: ReportOptions): Promise<void> {
  const { run, runs, zoo, output } = options;
  const folders = run.map((name) => runFolder(runs, name));
  const command = ['pnpm a2pd report --paper', ...(zoo ? [] : ['--no-zoo']), ...run.map((name) => `--run ${name}`)];
  await runJob(jsonOf(options), async () => {
    const written = await writePaperResults({ runs: folders, includesZoo: zoo, output, command: command.join(' ') });
    const lines = written.policies.map(({ game, policyName, source }) => `  ${game}: ${policyName} (${source})`);
    const text = [
      `${written.policies.length} policies:`,
      ...lines,
      `${written.figures} figures`,
      `Page: ${written.page}`,
    ];
    return { json: written, text: text.join('\n') };
  });
}
