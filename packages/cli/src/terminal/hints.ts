/** What a library says could be done next, as the command that does it. */
import { join } from 'node:path';
import { quoted } from '@a2pd/core';
import type { Hint } from '@a2pd/experiment';
import { commandLine } from '../command-line.js';

/** The remedy of an error that carries this hint, for someone who types commands. */
export function remedyFor(hint: Hint): string {
  if (hint.next === 'load-plugin') return `add --plugin and the path of ${hint.plugin}, as it was`;
  const { run, runs } = hint;
  switch (hint.next) {
    case 'train':
      return commandLine('train', { game: 'GAME', run, runs });
    case 'resume-training':
      return `continue it with ${commandLine('train', { resume: run, runs })}, choose another --run, or add --restart`;
    case 'compare-trainings':
      return commandLine(`curves --training ${quoted(join(runs, run))}`);
    case 'evaluate':
      return commandLine('evaluate', { run, runs, policy: hint.policy });
    case 'update-entry':
      return commandLine(`zoo update ${hint.entry}`, { run, runs });
  }
}
