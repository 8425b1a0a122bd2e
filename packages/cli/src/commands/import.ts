/** `a2pd import`: somebody else's agent becomes a policy that every command takes. */
import { basename } from 'node:path';
import { type PresetName, presets } from '@a2pd/atari';
import { type FormatName, formatNames, formats } from '@a2pd/exchange';
import { importPolicy, runFolder } from '@a2pd/experiment';
import { type Command, Option } from 'commander';
import { commandLine } from '../command-line.js';
import { runJob } from '../job.js';
import { gameOption, jsonOption, number, type RunOptions, runOption, runsOption } from '../options.js';

interface ImportOptions extends RunOptions {
  readonly as: FormatName;
  readonly game: string;
  readonly preset?: PresetName;
  readonly largestPixel?: number;
  readonly restart?: boolean;
}

export function configure(command: Command): Command {
  const described = formatNames.map((name) => `  ${name.padEnd(12)} ${formats[name].summary}`);
  return command
    .argument('<file>', 'a zip of Stable-Baselines3, a state dict of PyTorch (.pth, .pt), or safetensors')
    .addOption(new Option('--as <format>', 'who saved it').choices([...formatNames]).makeOptionMandatory())
    .addOption(gameOption().makeOptionMandatory())
    .addOption(runOption())
    .addOption(runsOption())
    .addOption(
      new Option('--preset <name>', "how screens become observations; as the format's project does by default").choices(
        Object.keys(presets),
      ),
    )
    .addOption(
      new Option(
        '--largest-pixel <x>',
        'largest value of a pixel in training, 255 for networks that do not divide (default: 1)',
      ).argParser(number(1e-3, 65_535)),
    )
    .addOption(new Option('--restart', 'replace a policy that is there'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Formats:
${described.join('\n')}

The policy becomes the run's teacher, or its student where its layers are of other widths than a teacher's. Of a file only
tensors are read: nothing in it is run.

Examples:
  $ a2pd import dqn_pong.zip --as sb3-dqn --game pong --run mine
  $ a2pd evaluate --run mine --policy teacher --attack pgd --epsilon 1/255`,
    )
    .action(async (file: string, { run, runs, ...options }: ImportOptions) => {
      await runJob(options, async (context) => {
        const imported = await importPolicy(
          {
            ...{ file, format: options.as, game: options.game, preset: options.preset },
            ...{ largestPixel: options.largestPixel, run: runFolder(runs, run), restart: options.restart ?? false },
          },
          context,
        );
        const { folder, game, preset, architecture } = imported;
        return {
          json: imported,
          text: `Imported ${file}: ${architecture.name}, ${architecture.numActions} actions, plays ${game} with the preset ${preset}.\nPolicy: ${folder}`,
          next: commandLine('evaluate', { run, runs, policy: basename(folder), attack: 'pgd', epsilon: '1/255' }),
        };
      });
    });
}
