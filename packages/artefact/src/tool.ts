/** Which version of this software made an artefact, and on what. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './manifest.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
let sourceCommit: string | undefined;

/** The tool entry of a manifest; the commit is "unknown" outside a git checkout and ends in "+changes" on an edited one. */
export function describeTool(): Manifest['tool'] {
  sourceCommit ??= readSourceCommit();
  return {
    version,
    sourceCommit,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    precision: currentPrecision(),
  };
}

/** What this process computes products of float32 in; older manifests, which do not say, are of float32. */
export function currentPrecision(): 'float32' | 'bfloat16' {
  return process.env.A2PD_PRECISION === 'bfloat16' ? 'bfloat16' : 'float32';
}

function readSourceCommit(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: dirname(fileURLToPath(import.meta.url)),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const commit = git('rev-parse', 'HEAD');
    return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}+changes`;
  } catch {
    // No git, or not a checkout: the version alone has to do.
    return 'unknown';
  }
}
