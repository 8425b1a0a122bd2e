import { spawn } from 'node:child_process';

export interface RunResult {
  /** The exit code; undefined when the program could not be started or was ended by a signal. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  /** Why the program could not be started, e.g. ENOENT. */
  readonly startFailure: string | undefined;
}

export interface RunOptions {
  readonly directory?: string;
  /** Added to this process's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each piece of output as it comes. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a program without a shell and resolves with what it wrote; a failure is a result, not an exception. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.directory,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: string) => {
      output += chunk;
      options.onOutput?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ exitCode: undefined, signal: undefined, output, startFailure: error.code ?? error.message });
    });
    child.once('close', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined, output, startFailure: undefined });
    });
  });
}

/** The last lines of a program's output: the part that says why it failed. */
export function lastLines(output: string, count: number): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}
