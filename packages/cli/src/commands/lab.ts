/** `a2pd lab`: a local page on which policies play and attacks work, until Ctrl-C. */
import { loadedPlugins, type NamedPolicy, namedPolicy, policyFolder, policyNames, runFolder } from '@a2pd/experiment';
import { startLab } from '@a2pd/lab';
import { type Command, Option } from 'commander';
import { launcher } from '../command-line.js';
import { jsonOption, portOption, type RunOptions, runOption, runsOption, seedOption } from '../options.js';
import { interrupted, listenForInterruption } from '../terminal/interruption.js';
import { tellAddress } from '../terminal/tell-address.js';

interface LabCommandOptions extends Omit<RunOptions, 'run'> {
  readonly run?: string;
  readonly policy: readonly string[];
  readonly seed: number;
  readonly port: number;
}

export function configure(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--policy <names...>',
        `one or two to begin with: ${policyNames}; Freeway's teacher and certified student when absent`,
      ).default([], 'those'),
    )
    .addOption(runOption().makeOptionMandatory(false))
    .addOption(runsOption())
    .addOption(seedOption(0))
    .addOption(portOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd lab                                                   Freeway's teacher beside its certified student
  $ a2pd lab --policy zoo:pong/teacher zoo:pong/student-pgd10  two of the zoo
  $ a2pd lab --run pong --policy student                       of a run
  $ a2pd lab --plugin ./my-attack.mjs                          with an attack of your own

The page is open to this machine alone, and to whoever has the address with its token.`,
    )
    .action(async (options: LabCommandOptions) => {
      const run = options.run === undefined ? undefined : runFolder(options.runs, options.run);
      const interruption = listenForInterruption({ announce: false });
      const lab = await startLab({
        policies: options.policy.map((name) => present(namedPolicy(name, run))),
        runs: options.runs,
        seed: options.seed,
        port: options.port,
        plugins: loadedPlugins().map(({ file }) => file),
        imports: [import.meta.resolve('../register-plugin-resolution.js')],
        launcher: `${launcher} a2pd`,
      });
      tellAddress('The lab is open', lab.url, options.json);
      await interrupted(interruption.signal);
      await lab.close();
      interruption.dispose();
    });
}

/** Refused before a page opens that could only say so. @throws A2pdError FILE_UNAVAILABLE. */
function present(policy: NamedPolicy): NamedPolicy {
  return { ...policy, folder: policyFolder(policy.folder) };
}
