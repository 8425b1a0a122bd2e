/**
 * `a2pd report`: everything a run recorded, on one page; or how its teacher learned; or the paper's tables and figures over
 * all policies there are.
 */
import { expectationError } from '@a2pd/core';
import { type RunFolder, runFolder, writeLearningCurve, writePaperResults, writeReport } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { commandLine, launcher } from '../command-line.js';
import { runJob } from '../job.js';
import { forceOption, jsonOption, runsOption } from '../options.js';

interface ReportOptions {
  readonly run: readonly string[];
  readonly runs: string;
  readonly paper?: boolean;
  readonly training?: boolean;
  readonly zoo: boolean;
  readonly output?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const defaultOutput = 'docs/results';

export function configure(command: Command): Command {
  return command
    .addOption(
      new Option('--run <name>', 'name of the run, a folder below --runs; with --paper any number of them')
        .default([], 'none')
        .argParser((name: string, names: readonly string[]) => [...names, name]),
    )
    .addOption(runsOption())
    .addOption(
      new Option('--paper', "the paper's Tables 1-3 and Figs. 2-6 over the zoo and the runs, in Markdown and JSON"),
    )
    .addOption(
      new Option(
        '--training',
        'how the teacher of the run learned, beside what Rainbow scores elsewhere at equal frames, in Markdown',
      ).conflicts('paper'),
    )
    .addOption(new Option('--no-zoo', 'with --paper: leave the zoo out'))
    .addOption(
      new Option('--output <folder>', `with --paper or --training: where the pages go (default: "${defaultOutput}")`),
    )
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
--paper writes tables.md, a page for each game (game-pong.md), records.json and figures/. Nobody edits these files: the first
line of each says what made it, and makes it again. README.md in the same folder is written by hand and left as it is. Tables of
sweeps that are copied to sweeps/ in it, from runs/sweeps/tables, are on the pages with their intervals over seeds.

Examples:
  $ a2pd report --run pong
  $ a2pd report --run pong --json | jq .rows
  $ a2pd report --training --run pong              docs/results/training-curve-pong.md, also of a run that goes on
  $ a2pd report --paper                            the zoo, to docs/results/tables.md and a page for each game
  $ a2pd report --paper --run pong --run freeway   and two runs`,
    )
    .action((options: ReportOptions) => {
      requireUse(options);
      if (options.paper) return reportPaper(options);
      return options.training ? reportTraining(options) : reportRun(options);
    });
}

/** What a run's own report cannot mean is refused: it lies in the run, and knows no zoo. */
function requireUse({ paper, training, zoo, output, force }: ReportOptions): void {
  if (!zoo && !paper) throw expectationError('INVALID_ARGUMENT', '--paper beside --no-zoo', undefined, 'leave it out');
  const unused = output !== undefined ? '--output' : force ? '--force' : undefined;
  if (unused === undefined || paper || training) return;
  const remedy = "leave it out: a run's report is written to its own folder";
  throw expectationError('INVALID_ARGUMENT', `--paper or --training beside ${unused}`, undefined, remedy);
}

async function reportRun(options: ReportOptions): Promise<void> {
  const folder = onlyRun(options);
  await runJob(jsonOf(options), async () => {
    const { file, tableText, rows, certifiedPlay } = await writeReport(folder);
    return { json: { report: file, rows, certifiedPlay }, text: `${tableText}\nReport: ${file}` };
  });
}

async function reportTraining(options: ReportOptions): Promise<void> {
  const folder = onlyRun(options);
  await runJob(jsonOf(options), async () => {
    const { runs, output = defaultOutput, force = false } = options;
    const typed = { training: true, run: folder.name, runs, ...elsewhere(output) };
    const written = await writeLearningCurve(folder, { output, command: commandLine('report', typed), force });
    const { page, figure, agentSteps, evaluations } = written;
    const extent = `${agentSteps.toLocaleString('en')} agent steps, ${evaluations.length} evaluations`;
    return { json: written, text: `${extent}\nPage: ${page}\nFigure: ${figure}` };
  });
}

function elsewhere(output: string): { readonly output?: string } {
  return output === defaultOutput ? {} : { output };
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
  const { run, runs, zoo, output = defaultOutput, force = false } = options;
  const folders = run.map((name) => runFolder(runs, name));
  const typed = commandLine('report', { paper: true, noZoo: !zoo, runs, ...elsewhere(output) });
  const command = `${launcher} ${[typed, ...run.map((name) => `--run ${name}`)].join(' ')}`;
  await runJob(jsonOf(options), async () => {
    const written = await writePaperResults({ runs: folders, includesZoo: zoo, output, command, force });
    const lines = written.policies.map(({ game, policyName, source }) => `  ${game}: ${policyName} (${source})`);
    const text = [
      `${written.policies.length} policies:`,
      ...lines,
      `${written.figures} figures`,
      ...[written.tables, ...written.gamePages].map((page) => `Page: ${page}`),
      `Records: ${written.records}`,
    ];
    return { json: written, text: text.join('\n') };
  });
}
