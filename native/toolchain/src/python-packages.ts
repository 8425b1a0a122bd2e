/**
 * Python packages that tests and benches compare with, installed on demand into an ignored folder of one's own: no
 * virtual environment, nothing of the machine changed.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { A2pdError } from '@a2pd/core';
import { freshFolder } from './fresh-folder.js';
import type { Log } from './log.js';
import { onceBuilt } from './once-built.js';
import { findPip, findPython } from './probes.js';
import { lastLines, run } from './run.js';

export interface PythonPackagesOptions {
  /** Pinned, as pip reads them, with all that they need: `['ale-py==0.12.1', 'numpy==2.4.6']`. */
  readonly requirements: readonly string[];
  /** Lets pip add what the requirements need, in the newest versions of the day: what passes today may fail tomorrow. */
  readonly addDependencies?: boolean;
  /** Made, or replaced when its requirements are others than asked for. */
  readonly directory: string;
  readonly log: Log;
}

export interface PythonWithPackages {
  /** What to spawn ... */
  readonly program: string;
  /** ... with this added to its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Installs once, through the pip of the machine. Throws TOOL_UNAVAILABLE (no pip) or DOWNLOAD_FAILED. */
export async function pythonPackages(options: PythonPackagesOptions): Promise<PythonWithPackages> {
  const { requirements, addDependencies = false, directory, log } = options;
  const pip = await findPip();
  const { version } = await findPython();
  await mkdir(dirname(directory), { recursive: true });
  await onceBuilt(
    {
      stampFile: join(dirname(directory), `${basename(directory)}.stamp.json`),
      // Compiled modules fit one minor version of Python, and one kind of machine.
      inputs: {
        files: [],
        values: {
          requirements: requirements.join(' '),
          addDependencies: String(addDependencies),
          python: version.split('.', 2).join('.'),
          machine: `${process.platform}-${process.arch}`,
        },
      },
      outputs: [directory],
      log,
    },
    () => install(pip.program, options),
  );
  return { program: pip.program, environment: { PYTHONPATH: directory, PYTHONDONTWRITEBYTECODE: '1' } };
}

async function install(program: string, options: PythonPackagesOptions): Promise<void> {
  const { requirements, addDependencies, directory, log } = options;
  const folder = await freshFolder(dirname(directory), basename(directory));
  try {
    log(`Installing ${requirements.join(', ')} into ${basename(directory)}`);
    const args = ['--quiet', '--progress-bar=off', ...(addDependencies ? [] : ['--no-deps']), '--target', folder];
    const { exitCode, output } = await run(program, ['-m', 'pip', 'install', ...args, ...requirements]);
    if (exitCode !== 0) {
      const remedy = 'look at what pip says, and try again';
      throw new A2pdError(
        'DOWNLOAD_FAILED',
        `Expected pip to install ${requirements.join(', ')}; ${remedy}\n${lastLines(output, 8)}`,
        { remedy, requirements },
      );
    }
    await rm(directory, { recursive: true, force: true });
    await rename(folder, directory);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
