/**
 * The lab's server: this machine alone can reach it, and only with the token of the address that it gives. It serves the page, and
 * one tab at a time a session.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { A2pdError, messageOf } from '@a2pd/core';
import type { NamedPolicy } from '@a2pd/experiment/folders';
import { type WebSocket, WebSocketServer } from 'ws';
import { admit, type Door } from './access.js';
import { readPage } from './page-files.js';
import { closeCodes, Visit, type VisitOptions } from './visit.js';

export interface LabOptions {
  /** 0 for any that is free. */
  readonly port?: number;
  /** The folder of all runs; "runs" when absent. */
  readonly runs?: string;
  /** Policies to begin with, one or two; Freeway's teacher and certified student of the zoo when absent. */
  readonly policies?: readonly NamedPolicy[];
  /** Of the first game. */
  readonly seed?: number;
  /** Files with attacks of one's own, as `loadPlugin` takes them. */
  readonly plugins?: readonly string[];
  /** Modules that the process of a session loads first, as URLs. */
  readonly imports?: readonly string[];
  /** What starts the command on lines that a visitor may copy. */
  readonly launcher?: string;
}

export interface Lab {
  /** With the token: whoever has it can play. */
  readonly url: string;
  readonly port: number;
  /** The process of the session that is on, if one is. */
  readonly sessionPid: number | undefined;
  close(): Promise<void>;
}

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

const longestCommandBytes = 16_384;

/** @throws A2pdError FILE_UNAVAILABLE where the page is not built, INVALID_ARGUMENT for a port that cannot be had. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const page = await readPage();
  const server = createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const door: Door = { token: randomBytes(16).toString('hex'), port };
  const reception = new Reception(visitOptions(options));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestCommandBytes, perMessageDeflate: false });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const admission = admit(door, request.url, request.headers);
    if ('refusal' in admission) return answer(response, 403, admission.refusal);
    const file = request.method === 'GET' || request.method === 'HEAD' ? page.get(admission.path) : undefined;
    if (!file) return answer(response, 404, 'There is no such page in the lab.');
    response.writeHead(200, { ...headers, 'Content-Type': file.type }).end(file.contents);
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const admission = admit(door, request.url, request.headers);
    const refusal =
      'refusal' in admission
        ? '403 Forbidden'
        : admission.path !== 'session' || request.headers.origin === undefined
          ? '404 Not Found'
          : undefined;
    if (refusal !== undefined) return void stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, (socket) => {
      void reception.receive(socket, new URL(request.url!, 'http://lab').searchParams.has('take'));
    });
  });

  return {
    url: `http://127.0.0.1:${port}/${door.token}/`,
    port,
    get sessionPid() {
      return reception.visit?.pid;
    },
    async close() {
      await reception.visit?.end(closeCodes.ended);
      server.close();
      server.closeAllConnections();
    },
  };
}

/** One visitor at a time: a second one is told so, and may take over. */
class Reception {
  readonly #options: VisitOptions;
  visit: Visit | undefined;

  constructor(options: VisitOptions) {
    this.#options = options;
  }

  async receive(socket: WebSocket, takesOver: boolean): Promise<void> {
    if (this.visit && !takesOver) {
      socket.send(JSON.stringify({ type: 'occupied', isTakenOver: false }));
      return socket.close(closeCodes.occupied);
    }
    const earlier = this.visit;
    const visit = new Visit(socket, this.#options);
    this.visit = visit;
    void visit.ended.then(() => {
      if (this.visit === visit) this.visit = undefined;
    });
    earlier?.say({ type: 'occupied', isTakenOver: true });
    await earlier?.end(closeCodes.takenOver);
  }
}

function visitOptions(options: LabOptions): VisitOptions {
  const { runs = 'runs', policies = [], seed = 0, plugins = [], imports = [], launcher = 'a2pd' } = options;
  return { session: { runs, named: policies, seed, plugins, launcher }, imports };
}

async function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    const remedy = 'name another port, or none for any that is free';
    const message = `Expected port ${port} of 127.0.0.1 to be free but ${messageOf(cause)}; ${remedy}`;
    throw new A2pdError('INVALID_ARGUMENT', message, { remedy, cause });
  }
}

function answer(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${words}\n`);
}
