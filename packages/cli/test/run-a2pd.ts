/** Runs the built command as a user would, in a child process. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/** The built command. */
export const main = fileURLToPath(new URL('../bin/a2pd.js', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it is called; this process's own place when absent. */
  readonly folder?: string;
  /** Called with the child once it has started, e.g. to send it signals. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
  /** Called whenever something has come out on standard output. */
  readonly onOutput?: () => void;
  /** Sends a signal at the first moment at which this is so; that moment must come. */
  readonly signalOnce?: {
    readonly signal: NodeJS.Signals;
    readonly when: (soFar: Pick<Outcome, 'stdout' | 'stderr'>) => boolean;
  };
  /** Closes standard error as soon as the child has started, as when the terminal or pipe behind it goes. */
  readonly closeStderr?: boolean;
}

export function runA2pd(
  args: readonly string[],
  { environment, folder, onStart, onOutput, signalOnce, closeStderr }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, ...environment },
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      onOutput?.();
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    let isSignalDue = signalOnce !== undefined;
    const watch = setInterval(() => {
      try {
        if (!isSignalDue || !signalOnce?.when({ stdout, stderr })) return;
        isSignalDue = false;
        child.kill(signalOnce.signal);
      } catch (error) {
        reject(error);
      }
    }, 2);
    child.on('error', reject);
    child.on('close', (status) => {
      clearInterval(watch);
      if (isSignalDue) reject(new Error(`Expected to send ${signalOnce?.signal} but it ended before: ${stderr}`));
      resolve({ status, stdout, stderr });
    });
    if (closeStderr) child.stderr.destroy();
    onStart?.((signal) => child.kill(signal));
  });
}

/** What a command printed with --json, once it ended well. */
export function expectDone({ status, stdout, stderr }: Outcome) {
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** What a command refused with --json. */
export function expectRefused({ status, stderr }: Outcome): { code: string; message: string } {
  expect(status).not.toBe(0);
  return JSON.parse(stderr.trim().split('\n').at(-1)!).error;
}
