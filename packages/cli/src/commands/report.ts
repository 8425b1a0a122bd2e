/** `a2pd report`: everything a run recorded, on one page. */
import type { Command } from 'commander';
import { runJob } from '../job.js';
import { jsonOption, type RunOptions, runOption, runsOption } from '../options.js';
import { runFolder } from '../run-folder.js';
import { writeReport } from '../stages/write-report.js';

export function configure(command: Command): Command {
  return command
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExamples:\n  $ a2pd report --run pong\n  $ a2pd report --run pong --json | jq .rows')
    .action(async (options: RunOptions) => {
      await runJob(options, async () => {
        const { file, tableText, rows } = await writeReport(runFolder(options.runs, options.run));
        return { json: { report: file, rows }, text: `${tableText}\nReport: ${file}` };
      });
    });
}
