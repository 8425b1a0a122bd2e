/** `a2pd export`: a policy as other projects read it. */
import { expectationError, formatBytes } from '@a2pd/core';
import { type ExportRequest, exportPolicy, exportTargets, namedPolicy, policyNames, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { runJob } from '../job.js';
import { forceOption, jsonOption, type RunOptions, runOption, runsOption } from '../options.js';

interface ExportOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly policy: string;
  readonly to: ExportRequest['to'];
  readonly output: string;
  readonly force?: boolean;
  readonly film?: string;
}

export function configure(command: Command): Command {
  return command
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(new Option('--policy <name>', policyNames).default('student'))
    .addOption(new Option('--to <format>', 'for whom').choices([...exportTargets]).makeOptionMandatory())
    .addOption(new Option('--output <path>', 'where it goes').makeOptionMandatory())
    .addOption(new Option('--film <file>', 'a film of it at play, *.mp4 or *.gif, for huggingface'))
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd export --policy zoo:pong/student-certified --to safetensors --output pong.safetensors
  $ a2pd export --run pong --to pytorch --output pong.pth
  $ a2pd export --policy zoo:pong/student-certified --to onnx --output pong.onnx
  $ a2pd export --run pong --to huggingface --film pong.mp4 --output pong-for-the-hub

pytorch, safetensors and onnx are single files; huggingface is a folder to upload, which is a policy of its own here.`,
    )
    .action(async ({ policy, to, output, film, force = false, json = false, ...options }: ExportOptions) => {
      if (film !== undefined && to !== 'huggingface') {
        throw expectationError('INVALID_ARGUMENT', '--film with --to huggingface alone', to, 'leave one of them out');
      }
      const run = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const named = namedPolicy(policy, run);
      await runJob({ json }, async () => {
        const exported = await exportPolicy({ policy: named, to, output, force, run, film });
        const words = `Exported ${named.name} to ${output}, ${formatBytes(exported.bytes)}.`;
        return {
          json: exported,
          text: to === 'pytorch' ? `${words} In Python:\n\n${exported.module.trimEnd()}` : words,
        };
      });
    });
}
