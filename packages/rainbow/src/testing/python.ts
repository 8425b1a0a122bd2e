/** Runs a Python script beside pinned packages from PyPI, which are installed into `.python/` when first needed. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { A2pdError } from '@a2pd/core';

const packageFolder = join(import.meta.dirname, '..', '..');
const parityFolder = join(packageFolder, 'parity');
const runFile = promisify(execFile);

/** @throws A2pdError TOOL_UNAVAILABLE with Python's own words when it, pip or the script fails. */
export async function runPython(script: string, ...args: string[]): Promise<void> {
  const packages = await install();
  await python([join(parityFolder, script), ...args], { PYTHONPATH: packages });
}

/** The folder of the packages, named after what was asked for: it is renamed into place when it is whole. */
async function install(): Promise<string> {
  const requirements = join(parityFolder, 'requirements.txt');
  const hash = createHash('sha256').update(await readFile(requirements));
  const all = join(packageFolder, '.python');
  const packages = join(all, hash.digest('hex').slice(0, 12));
  const isThere = await access(packages).then(
    () => true,
    () => false,
  );
  if (isThere) return packages;
  await mkdir(all, { recursive: true });
  const partial = await mkdtemp(join(all, 'partial-'));
  try {
    await python(['-m', 'pip', 'install', '--quiet', '--target', partial, '--requirement', requirements]);
    await rename(partial, packages);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return packages;
}

async function python(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<void> {
  try {
    await runFile('python3', args, { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 });
  } catch (cause) {
    throw new A2pdError('TOOL_UNAVAILABLE', `python3 ${args[0]} failed: ${String(cause).slice(-2000)}`, {
      cause,
      remedy: 'this comparison needs python3 >= 3.10 with pip and a package index',
    });
  }
}
