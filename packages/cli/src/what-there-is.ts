/** What a name could have meant, for remedies: the policies of a run, or the runs that there are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandLine } from './command-line.js';
import type { RunFolder } from './run-folder.js';

/** In words, e.g. "the run pong has student, teacher", or where it is no run "there are the runs freeway, pong". */
export function whatThereIs({ name, path }: RunFolder): string {
  const runs = dirname(path);
  if (!existsSync(path)) {
    const names = namesIn(runs).filter((other) => isRun(join(runs, other)));
    return names.length > 0
      ? `there are the runs ${names.join(', ')}`
      : `there are no runs in ${runs}: name another --runs`;
  }
  const policies = namesIn(path).filter((policy) => kindOf(join(path, policy)) === 'policy');
  if (policies.length > 0) return `the run ${name} has ${policies.join(', ')}`;
  return `the run ${name} has no policy yet: ${commandLine('train', { run: name, game: 'GAME' })} makes one`;
}

/** A run holds artefacts, or the log of a training that has made none yet. */
function isRun(path: string): boolean {
  return (
    existsSync(join(path, 'metrics.jsonl')) || namesIn(path).some((name) => kindOf(join(path, name)) !== undefined)
  );
}

function kindOf(folder: string): unknown {
  try {
    return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).kind;
  } catch {
    return undefined;
  }
}

/** By name; none where there is no folder, and none of those still being written. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch {
    return [];
  }
}
