/** `a2pd dataset inspect|verify`: what prescriptions consist of, and whether they are what was written. */
import { A2pdError, expectationError, formatBytes, percent } from '@a2pd/core';
import {
  type DataSetReport,
  type DataSetVerdict,
  inspectDataSet,
  PrescriptionDataSet,
  verifyDataSet,
} from '@a2pd/distill';
import { runFolder } from '@a2pd/experiment';
import type { Command } from 'commander';
import { type JobResult, runJob } from '../job.js';
import { jsonOption, type RunOptions, runOption, runsOption } from '../options.js';

type DataSetOptions = Pick<RunOptions, 'runs'> & Partial<RunOptions>;

const examples = '\nExamples:\n  $ a2pd dataset inspect --run pong\n  $ a2pd dataset verify runs/pong/prescriptions';

export function configure(command: Command): Command {
  const subcommand = (name: string, description: string, look: typeof inspect) =>
    command
      .command(`${name} [folder]`)
      .description(`${description}; of a run, or of a folder of prescriptions`)
      .exitOverride()
      .addOption(runOption().makeOptionMandatory(false))
      .addOption(runsOption())
      .addOption(jsonOption())
      .addHelpText('after', examples)
      .action((folder: string | undefined, options: DataSetOptions) =>
        runJob(options, ({ signal }) => look(folderOf(folder, options), signal)),
      );
  subcommand('inspect', 'actions, episodes and returns, prescription gaps, duplicates, size', inspect);
  subcommand('verify', 'every file against its size and SHA-256, every row against the others: what is wrong', verify);
  return command.addHelpText('after', examples);
}

function folderOf(folder: string | undefined, { run, runs }: DataSetOptions): string {
  if ((folder === undefined) !== (run === undefined)) return folder ?? runFolder(runs, run!).prescriptions;
  const received = folder === undefined ? 'neither' : 'both';
  throw expectationError('INVALID_ARGUMENT', 'a folder, or --run', received, 'e.g. a2pd dataset inspect --run pong');
}

async function inspect(folder: string, signal: AbortSignal): Promise<JobResult> {
  const dataSet = await PrescriptionDataSet.open(folder);
  const report = await inspectDataSet(dataSet, signal);
  const { game, config } = dataSet.artefact.manifest;
  return { json: { folder, game, teacher: config.teacher, ...report }, text: describeReport(report, game) };
}

async function verify(folder: string, signal: AbortSignal): Promise<JobResult> {
  const verdict = await verifyDataSet(folder, signal);
  requireSound(folder, verdict);
  const { files, bytes, pairs } = verdict;
  const text = `Sound: ${pairs} pairs in ${files} files of ${formatBytes(bytes)}, each as it was written.`;
  return { json: { folder, ...verdict }, text };
}

function requireSound(folder: string, { faults }: DataSetVerdict): void {
  if (faults.length === 0) return;
  const remedy = 'restore the named files from a copy, or collect again';
  const list = faults.map(({ path, fault }) => `  ${path}: ${fault}`).join('\n');
  const message = `${folder} is not what was written:\n${list}`;
  throw new A2pdError('CORRUPT_ARTEFACT', message, { path: folder, faults, remedy });
}

function describeReport(report: DataSetReport, game = 'an unknown game'): string {
  const { pairs, actionCounts, episodes, duplicates, size } = report;
  const actions = actionCounts.map((count, action) => `${action}: ${percent(count / pairs)}`).join('  ');
  return [
    `${pairs} pairs of ${game}, temperature ${report.temperature}, ${percent(report.exploredShare)} played another action`,
    '',
    `Prescribed actions   ${actions}`,
    `                     always playing ${report.majorityAction} would agree on ${percent(report.majorityShare)}`,
    `Episodes             ${episodes.count}, ${episodes.complete} of them to their end, ${episodes.distinctStarts} distinct starts`,
    `Returns              ${describeReturns(episodes)}`,
    `Prescription gap     ${describeDistribution(report.prescriptionGap)}`,
    `Score gap            ${describeDistribution(report.scoreGap)}`,
    `Regret               mean ${report.meanRegret.toPrecision(3)} over all actions; half of it suits --method regret as --temperature`,
    `Duplicates           ${percent(duplicates.duplicateShare)} of the observations; ${duplicates.distinctFrames} distinct frames`,
    `Size                 ${formatBytes(size.bytes)} in ${size.shards} shards, ` +
      `${size.compressionFactor.toFixed(0)}x smaller than the observations; ${formatBytes(size.memoryBytes)} in memory`,
  ].join('\n');
}

function describeReturns({ returns, meanReturn, meanAgentSteps }: DataSetReport['episodes']): string {
  if (meanReturn === null || meanAgentSteps === null) return 'none: no episode was played to its end';
  const range = `from ${Math.min(...returns)} to ${Math.max(...returns)}`;
  return `mean ${meanReturn.toFixed(2)}, ${range}; ${meanAgentSteps.toFixed(0)} agent steps an episode`;
}

function describeDistribution({ mean, quantiles }: DataSetReport['prescriptionGap']): string {
  const listed = Object.entries(quantiles)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([share, value]) => `${percent(Number(share), 0)} ${value.toPrecision(3)}`);
  return `mean ${mean.toPrecision(3)}; ${listed.join('  ')}`;
}
