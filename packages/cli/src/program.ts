/**
 * Assembles the `a2pd` command. A subcommand's file is loaded only when it is asked for: most of them load TensorFlow,
 * and `doctor` and `--help` must work where that is missing.
 */
import { createRequire } from 'node:module';
import { visible } from '@a2pd/core';
import type { Command } from 'commander';
import { loadPluginsFor, pluginOption } from './plugins.js';
import { StrictCommand } from './strict-command.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

interface Subcommand {
  readonly description: string;
  readonly load: () => Promise<{ configure: (command: Command) => Command }>;
  /** Whether attacks or methods are named there, which a user's own modules may bring. */
  readonly takesPlugins?: true;
}

const subcommands: Readonly<Record<string, Subcommand>> = {
  doctor: {
    description: 'Check Node, compiler, Python, TensorFlow, ALE, ROMs, cores and disk; name a remedy for each lack',
    load: () => import('./commands/doctor.js'),
  },
  install: {
    description: 'Fetch and build TensorFlow and ALE, where no install script did',
    load: () => import('./commands/install.js'),
  },
  train: {
    description: 'Train a Rainbow teacher; the weights with the best evaluation are kept',
    load: () => import('./commands/train.js'),
    takesPlugins: true,
  },
  collect: {
    description: 'Let a policy play and keep what it would do at every observation',
    load: () => import('./commands/collect.js'),
  },
  dataset: {
    description: 'Look at prescriptions on disk: what they consist of (inspect), whether they are sound (verify)',
    load: () => import('./commands/dataset.js'),
  },
  distill: {
    description: 'Train a student on prescriptions: A2PD (Eq. 11), its parts, or a baseline',
    load: () => import('./commands/distill.js'),
    takesPlugins: true,
  },
  curves: {
    description: 'Show how students converged, or how teachers learned, side by side, in a table and a figure',
    load: () => import('./commands/curves.js'),
  },
  'train-adversary': {
    description: 'Train what leads an attack: it learns which action of a policy costs it most, state by state',
    load: () => import('./commands/train-adversary.js'),
    takesPlugins: true,
  },
  evaluate: {
    description: 'Play episodes with a policy, clean or attacked, and keep one record an episode',
    load: () => import('./commands/evaluate.js'),
    takesPlugins: true,
  },
  sweep: {
    description: 'Distil and evaluate at every point of a grid, here or on several machines; one table comes out',
    load: () => import('./commands/sweep.js'),
    takesPlugins: true,
  },
  audit: {
    description:
      'Ask of a policy what a sceptic would: is it robust, or does it hide its gradients or ignore what it sees',
    load: () => import('./commands/audit.js'),
    takesPlugins: true,
  },
  certify: {
    description: 'Prove by bounds within which radius no attack, known or not, changes what a policy does',
    load: () => import('./commands/certify.js'),
  },
  report: {
    description: 'Turn the records of a run into a table, figures and one self-contained HTML page',
    load: () => import('./commands/report.js'),
  },
  watch: {
    description: 'Follow a training run from another terminal: curves, rate, remaining time, last evaluation',
    load: () => import('./commands/watch.js'),
  },
  play: {
    description: 'Let a policy play, clean or attacked, or several side by side; keep a GIF or MP4 of the game',
    load: () => import('./commands/play.js'),
    takesPlugins: true,
  },
  lab: {
    description: 'Open a page on which policies play and an attack works, live: step, rewind, take the controls',
    load: () => import('./commands/lab.js'),
    takesPlugins: true,
  },
  perturb: {
    description: 'Attack stored observations (.npy or safetensors in and out): for people who bring their own',
    load: () => import('./commands/perturb.js'),
    takesPlugins: true,
  },
  pipeline: {
    description:
      'Take a teacher of the zoo or train one, distil a student, attack both, audit and report: all in one go',
    load: () => import('./commands/pipeline.js'),
  },
  import: {
    description: "Take in somebody else's agent: Stable-Baselines3, CleanRL, any PyTorch state dict of these layers",
    load: () => import('./commands/import.js'),
  },
  export: {
    description: 'Write a policy as other projects read it: PyTorch, safetensors, ONNX, or a folder for the Hub',
    load: () => import('./commands/export.js'),
  },
  zoo: {
    description: 'List, show, verify and add the trained policies that come with the project',
    load: () => import('./commands/zoo.js'),
  },
  games: {
    description: 'List the games that can be played, with their actions and screens',
    load: () => import('./commands/games.js'),
  },
  trace: {
    description: 'Print a hash of every screen, RAM and observation, to prove that two machines agree',
    load: () => import('./commands/trace.js'),
  },
};

/** @param argv The command line without node and script. */
export async function createProgram(argv: readonly string[]): Promise<Command> {
  const program = new StrictCommand('a2pd')
    .description('Robust deep reinforcement learning on Atari: train a Rainbow teacher, distil it, attack it, report.')
    .version(version)
    .showHelpAfterError('(a2pd --help lists what there is)')
    .exitOverride()
    // A program that reads JSON is told by `reportFailure` alone.
    .configureOutput({ writeErr: argv.includes('--json') ? () => {} : (text) => process.stderr.write(visible(text)) })
    .addHelpText(
      'after',
      `
Examples:
  $ a2pd doctor                                   what this machine has and lacks
  $ a2pd pipeline                                 all stages on Freeway, scaled down to minutes
  $ a2pd train --game freeway --run freeway       a teacher
  $ a2pd evaluate --run freeway --attack pgd      the student under attack`,
    );
  // Values of options may be called as commands are.
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const asked = first === 'help' ? second : first;
  for (const [name, { description, load, takesPlugins }] of Object.entries(subcommands)) {
    const command = program.command(name).description(description).exitOverride();
    command.showHelpAfterError(`(a2pd ${name} --help shows how)`);
    if (name !== asked) continue;
    if (takesPlugins) await loadPluginsFor(argv);
    (await load()).configure(command);
    if (takesPlugins) command.addOption(pluginOption());
  }
  return program;
}
