/** `a2pd dataset inspect|verify`: what prescriptions consist of, and whether they are what was written. */
import { A2pdError, formatBytes, percent } from '@a2pd/core';
import {
  type DataSetReport,
  type DataSetVerdict,
  inspectDataSet,
  PrescriptionDataSet,
  verifyDataSet,
} from '@a2pd/distill';
import type { Command } from 'commander';
import { runJob } from '../job.js';
import { jsonOption } from '../options.js';

interface DataSetOptions {
  readonly json?: boolean;
}

export function configure(command: Command): Command {
  command
    .command('inspect <folder>')
    .description('actions, episodes and returns, prescription gaps, duplicates, size')
    .exitOverride()
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  $ a2pd dataset inspect runs/pong/prescriptions')
    .action((folder: string, options: DataSetOptions) =>
      runJob(options, async ({ signal }) => {
        const dataSet = await PrescriptionDataSet.open(folder);
        const report = await inspectDataSet(dataSet, signal);
        const { game, config } = dataSet.artefact.manifest;
        return { json: { folder, game, teacher: config.teacher, ...report }, text: describeReport(report, game) };
      }),
    );
  command
    .command('verify <folder>')
    .description('every file against its size and SHA-256, every row against the others; names what is wrong')
    .exitOverride()
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  $ a2pd dataset verify runs/pong/prescriptions')
    .action((folder: string, options: DataSetOptions) =>
      runJob(options, async ({ signal }) => {
        const verdict = await verifyDataSet(folder, signal);
        requireSound(folder, verdict);
        const { files, bytes, pairs } = verdict;
        const text = `Sound: ${pairs} pairs in ${files} files of ${formatBytes(bytes)}, each as it was written.`;
        return { json: { folder, ...verdict }, text };
      }),
    );
  return command.addHelpText(
    'after',
    '\nExamples:\n  $ a2pd dataset inspect runs/pong/prescriptions\n  $ a2pd dataset verify runs/pong/prescriptions --json',
  );
}

function requireSound(folder: string, { faults }: DataSetVerdict): void {
  if (faults.length === 0) return;
  const remedy = 'restore the named files from a copy, or collect again';
  const list = faults.map(({ path, fault }) => `  ${path}: ${fault}`).join('\n');
  throw new A2pdError('CORRUPT_ARTEFACT', `${folder} is not what was written:\n${list}`, {
    path: folder,
    faults,
    remedy,
  });
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
