/** `a2pd install`: fetches and builds the native parts, as the install scripts of their packages do. */
import { install as installAle } from '@a2pd/ale/install';
import { install as installTensorFlow } from '@a2pd/tensorflow/install';
import type { Command } from 'commander';
import { launcher } from '../command-line.js';
import { jsonOption } from '../options.js';

export function configure(command: Command): Command {
  return command
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
For where a package manager does not run install scripts. What is there already is kept.

Examples:
  $ a2pd install
  $ A2PD_TENSORFLOW=cpu a2pd install`,
    )
    .action(async ({ json }: { json?: boolean }) => {
      const began = Date.now();
      await installTensorFlow((line) => console.error(`TensorFlow: ${line}`));
      await installAle((line) => console.error(`ALE: ${line}`));
      const seconds = (Date.now() - began) / 1000;
      console.log(json ? JSON.stringify({ seconds }) : `\nInstalled. Next: ${launcher} a2pd doctor`);
    });
}
