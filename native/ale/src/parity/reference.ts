/**
 * Runs the originals (ale-py, Gymnasium, OpenCV, from PyPI, pinned) beside ours and compares digests; when they differ,
 * finds the first step that does. Used by the parity lanes of this package and of packages/atari alone.
 */
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { A2pdError } from '@a2pd/core';
import { type PythonWithPackages, pythonPackages, runPython } from '@a2pd/toolchain';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The originals; bench/ measures beside the same. */
export const atariRequirements = [
  ...['ale-py==0.12.1', 'gymnasium==1.4.0', 'opencv-python-headless==5.0.0.93', 'numpy==2.4.6'],
  ...['cloudpickle==3.1.3', 'farama-notifications==0.0.6', 'typing_extensions==4.16.0'],
];

export interface Recording {
  /** One after every `every` steps. */
  readonly digests: readonly string[];
  readonly episodes: number;
}

let installed: Promise<PythonWithPackages> | undefined;

/** Runs a script of a `parity/` folder with a case as its argument, and gives what it answers. */
export async function runReference<Answer extends Recording>(script: string, parityCase: object): Promise<Answer> {
  installed ??= pythonPackages({
    requirements: atariRequirements,
    directory: join(root, '.python', 'packages'),
    log: console.log,
  });
  const python = await installed;
  const path = [python.environment.PYTHONPATH, join(root, 'parity'), dirname(script)].join(':');
  const output = await runPython(python, [script, JSON.stringify(parityCase)], { PYTHONPATH: path });
  const line = output.split('\n').find((text) => text.startsWith('{"digests"'));
  if (line === undefined) {
    throw new A2pdError('TOOL_UNAVAILABLE', `Expected ${script} to play but it said:\n${output}`);
  }
  return JSON.parse(line) as Answer;
}

export interface ParityCase {
  readonly steps: number;
  /** Steps between two digests. */
  readonly every: number;
}

/** Plays a case on both sides, the original in a process beside this one; says at which step they part, if they do. */
export async function firstDifference<Case extends ParityCase>(
  script: string,
  parityCase: Case,
  play: (parityCase: Case) => Recording,
): Promise<string | undefined> {
  const reference = runReference<Recording>(script, parityCase);
  // Playing blocks this thread: let the other process start first.
  await Promise.race([reference, setTimeout(20)]);
  const ours = play(parityCase);
  const theirs = await reference;
  const block = theirs.digests.findIndex((digest, index) => digest !== ours.digests[index]);
  const complete = theirs.digests.length === Math.floor(parityCase.steps / parityCase.every);
  if (block === -1 && complete && ours.episodes === theirs.episodes) return undefined;
  if (block === -1) return `digests agree, but not their number or that of the episodes`;
  if (parityCase.every === 1) return `step ${block} of ${theirs.digests.length} is the first that differs`;
  return firstDifference(script, { ...parityCase, steps: (block + 1) * parityCase.every, every: 1 }, play);
}
