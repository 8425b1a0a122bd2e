/** One tab of a browser: a socket on this side, a process of its own on the other. When either goes, so does the other. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { A2pdError } from '@a2pd/core';
import type { WebSocket } from 'ws';
import { parseCommand } from '../protocol/commands.js';
import type { Message } from '../protocol/messages.js';
import type { ToSession } from '../session/main.js';
import type { SessionOptions } from '../session/session.js';

export interface VisitOptions {
  readonly session: SessionOptions;
  /** Modules that the process loads first, as URLs. */
  readonly imports: readonly string[];
}

/** Why a socket is closed by the lab itself. */
export const closeCodes = { occupied: 4001, takenOver: 4002, ended: 4003 } as const;

/** Always what is compiled: Node cannot run the sources. */
const sessionFile = fileURLToPath(new URL('../../dist/session/main.js', import.meta.url));

export class Visit {
  readonly #socket: WebSocket;
  readonly #child: ChildProcess;
  /** Resolves when nothing is left of it. */
  readonly ended: Promise<void>;

  constructor(socket: WebSocket, { session, imports }: VisitOptions) {
    this.#socket = socket;
    this.#child = fork(sessionFile, {
      serialization: 'advanced',
      execArgv: imports.flatMap((url) => ['--import', url]),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const lastWords: string[] = [];
    this.#child.stderr?.setEncoding('utf8').on('data', (words: string) => {
      lastWords.push(words);
      if (lastWords.length > 20) lastWords.shift();
    });
    this.#child.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#tellEnd(signal ?? `exit status ${code}`, lastWords.join(''));
        resolve();
      });
    });
    this.#child.on('message', (from: { message?: Message; packet?: Uint8Array }) => {
      if (from.packet) socket.send(from.packet);
      else if (from.message) this.say(from.message);
    });
    this.#send({ options: session });
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? '' : data.toString()));
    socket.on('close', () => this.#child.kill('SIGKILL'));
  }

  /** Of the process. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether its tab is still there: the process ends a moment after it. */
  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  say(message: Message): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message));
  }

  /** Sends the visitor away. */
  async end(code: number): Promise<void> {
    this.#socket.close(code);
    this.#child.kill('SIGKILL');
    await this.ended;
    this.#socket.terminate();
  }

  #hear(text: string): void {
    try {
      this.#send({ command: parseCommand(text) });
    } catch (error) {
      if (!(error instanceof A2pdError)) throw error;
      this.say({ type: 'problem', code: error.code, message: error.message, remedy: error.remedy ?? null });
    }
  }

  #send(message: ToSession): void {
    // A process that has just ended says so by its end.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #tellEnd(how: string, lastWords: string): void {
    const remedy = 'reload the page to begin anew';
    const words = lastWords.trim().split('\n').slice(-3).join(' ');
    const message = `The process that plays has ended (${how})${words === '' ? '' : `: ${words}`}; ${remedy}`;
    this.say({ type: 'problem', code: 'JOB_FAILED', message, remedy });
    if (this.isOpen) this.#socket.close(closeCodes.ended);
  }
}
