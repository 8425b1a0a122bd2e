/**
 * A peer: a Python process that is asked line by line, in JSON, and answers likewise. It lives through the whole bench,
 * so that rounds of ours and of the peer can take turns, and waits on its standard input, using no processor, meanwhile.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { A2pdError } from '@a2pd/core';
import type { PythonWithPackages } from '@a2pd/toolchain';

export class Peer {
  readonly #script: string;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  /** When it has ended and all that it said is read. */
  readonly #closed: Promise<void>;
  #complaints = '';

  /** Starts the script; what it is asked first may have to wait for its imports. */
  constructor(python: PythonWithPackages, script: string, environment: Readonly<Record<string, string>> = {}) {
    this.#script = script;
    this.#process = spawn(python.program, ['-u', script], {
      env: { ...process.env, ...python.environment, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#closed = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    this.#process.on('error', (error) => {
      this.#complaints += String(error);
    });
    // A peer that has died is noticed by its missing answer.
    this.#process.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#process.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @throws A2pdError TOOL_UNAVAILABLE with the script's own last words when it has ended. */
  async ask<Answer>(question: object): Promise<Answer> {
    this.#process.stdin.write(`${JSON.stringify(question)}\n`);
    // Libraries print to standard output as well: only lines that are objects answer.
    for (;;) {
      const { value, done } = await this.#answers.next();
      if (done) {
        await this.#closed;
        throw this.#ended();
      }
      if (value.startsWith('{')) return JSON.parse(value) as Answer;
    }
  }

  /** Ends the process. */
  close(): void {
    this.#lines.close();
    this.#process.stdin.end();
    this.#process.kill();
  }

  #ended(): A2pdError {
    return new A2pdError('TOOL_UNAVAILABLE', `Expected ${this.#script} to answer but it ended:\n${this.#complaints}`, {
      script: this.#script,
    });
  }
}
