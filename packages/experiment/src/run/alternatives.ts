/** What the path of a policy or run that is not there could have meant, for remedies. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { peekManifest } from '@a2pd/artefact';

/**
 * The policies of a run or another folder of policies, or where it is not there the runs beside it.
 * @returns in words, e.g. "there are student, teacher in /data/runs/pong" or "there are the runs freeway, pong in /data/runs".
 */
export function whatThereIs(run: string): string {
  if (existsSync(run)) {
    const policies = policiesIn(run);
    return policies.length > 0
      ? `there are ${policies.join(', ')} in ${run}`
      : `there is no policy in ${run}: a2pd train makes one, a2pd zoo list names others`;
  }
  const runs = dirname(run);
  const names = namesIn(runs).filter((name) => isRun(join(runs, name)));
  return names.length > 0 ? `there are the runs ${names.join(', ')} in ${runs}` : `there are no runs in ${runs}`;
}

/** Whether policies lie in a folder, as in that of a run. */
export function isFolderOfPolicies(path: string): boolean {
  return policiesIn(path).length > 0;
}

function policiesIn(folder: string): string[] {
  return namesIn(folder).filter((name) => peekManifest(join(folder, name))?.kind === 'policy');
}

/** What a run has that measured policies of elsewhere alone. */
const measurements = ['evaluations', 'audits', 'certifications', 'certified-play'];

/** A run holds artefacts or measurements, or the log of a training that has made none yet. */
function isRun(path: string): boolean {
  return (
    ['metrics.jsonl', ...measurements].some((name) => existsSync(join(path, name))) ||
    namesIn(path).some((name) => peekManifest(join(path, name))?.kind !== undefined)
  );
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
