/** Runs one stage of a job as a child process: the real command, its words in a log, its result read from its output. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRequire } from 'node:module';
import { finished } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { A2pdError } from '@a2pd/core';

export interface StageCommand {
  /** The program and its first arguments, e.g. [process.execPath, "dist/main.js"]; a Node program. */
  readonly program: readonly [node: string, ...args: string[]];
  readonly args: readonly string[];
  /** Appended to. */
  readonly log: string;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Asks the child to stop at its next safe point. */
  readonly signal?: AbortSignal | undefined;
}

/** The exit status of a command that somebody asked to stop: in order, but not complete. */
const stoppedOnRequest = 130;
const guard = pathToFileURL(createRequire(import.meta.url).resolve('@a2pd/sweep/die-with-parent')).href;

/**
 * The JSON object that the command printed.
 * @throws A2pdError INTERRUPTED when it was asked to stop, JOB_FAILED when it failed; the message is the command's own.
 */
export async function runStage({ program, args, log, environment, signal }: StageCommand): Promise<unknown> {
  const [node, ...first] = program;
  const output = createWriteStream(log, { flags: 'a' });
  // What a full disk costs the log, it need not cost the job.
  output.on('error', () => {});
  output.write(`\n$ a2pd ${args.join(' ')}\n`);
  // A group of its own: Ctrl-C in a terminal reaches this process, which passes on one signal, not two.
  const child = spawn(node, ['--import', guard, ...first, ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const stdout = new Tail(16 * 2 ** 20);
  const stderr = new Tail(64 * 2 ** 10);
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    output.write(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
    output.write(chunk);
  });
  try {
    const [status, killedBy] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    // Some commands end in order when asked to stop: their work is not complete all the same.
    if (signal?.aborted) throw new A2pdError('INTERRUPTED', 'Stopped on request', { cause: signal.reason });
    const words = status === stoppedOnRequest ? 'stopped by another process' : stderr.text();
    if (status !== 0) throw failure(args, log, killedBy, words);
    return parseResult(args, log, stdout.text());
  } catch (error) {
    if (error instanceof A2pdError) throw error;
    throw failure(args, log, null, String(error));
  } finally {
    signal?.removeEventListener('abort', stop);
    output.end();
    await finished(output).catch(() => undefined);
  }
}

/** The last bytes of a stream. */
class Tail {
  readonly #limitBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    while (this.#bytes - (this.#chunks[0]?.byteLength ?? 0) > this.#limitBytes) {
      this.#bytes -= this.#chunks.shift()?.byteLength ?? 0;
    }
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

function parseResult(args: readonly string[], log: string, stdout: string): unknown {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch (cause) {
    const remedy = `read ${log}`;
    throw new A2pdError('JOB_FAILED', `a2pd ${args[0]} printed no result; ${remedy}`, { log, remedy, cause });
  }
}

function failure(args: readonly string[], log: string, killedBy: NodeJS.Signals | null, stderr: string): A2pdError {
  const said = lastWords(stderr);
  const why = killedBy ? `killed by ${killedBy}${killedBy === 'SIGKILL' ? ' (out of memory?)' : ''}` : said.message;
  const remedy = `read ${log}`;
  const details = { log, remedy, stageCode: said.code };
  return new A2pdError('JOB_FAILED', `a2pd ${args[0]} failed: ${why}; ${remedy}`, details);
}

/** What the command said last: its error object, or a line. */
function lastWords(stderr: string): { readonly message: string; readonly code?: string } {
  const last = stderr.trim().split('\n').at(-1) ?? '';
  try {
    const { error } = JSON.parse(last);
    if (typeof error?.message === 'string') return { message: error.message.split('\n')[0], code: String(error.code) };
  } catch {
    // Not an error object: a line.
  }
  return { message: last === '' ? 'it said nothing' : last };
}
