/** Runs a script of this folder in a process of its own, so that a crash there is an observation here. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ChildResult {
  readonly status: number | null;
  readonly signal: string | null;
  /** The last line it printed. */
  readonly line: string;
}

/** A child that hangs is ended, by a signal that its test sees. */
const timeoutMs = 300_000;

/** `script` is a name in dist/soak, which the build made of this folder. */
export function runChild(script: string, args: readonly (string | number)[]): ChildResult {
  const file = fileURLToPath(new URL(`../../dist/soak/${script}.js`, import.meta.url));
  const { status, signal, stdout } = spawnSync(process.execPath, ['--expose-gc', file, ...args.map(String)], {
    encoding: 'utf8',
    timeout: timeoutMs,
  });
  return { status, signal, line: stdout.trim().split('\n').at(-1) ?? '' };
}
