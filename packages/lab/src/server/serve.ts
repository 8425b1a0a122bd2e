/**
 * A page of this machine alone: only who has the token of its address is served, its built files and what else it has to show,
 * and heard on one socket.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { A2pdError, messageOf } from '@a2pd/core';
import { type WebSocket, WebSocketServer } from 'ws';
import { admit, type Door } from './access.js';
import { type PageFile, type PageName, readPage } from './page-files.js';

export interface ServeOptions {
  readonly page: PageName;
  /** 0 for any that is free. */
  readonly port: number;
  /** Path of the socket behind the token. */
  readonly socket: string;
  readonly receive: (socket: WebSocket, query: URLSearchParams) => void;
  /** What lies at a path where the page has no file of its own. */
  readonly find?: (path: string) => Promise<PageFile | undefined>;
}

export interface Served {
  /** With the token: whoever has it can come in. */
  readonly url: string;
  readonly port: number;
  close(): void;
}

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self'; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
} as const;

const longestMessageBytes = 16_384;

/** @throws A2pdError FILE_UNAVAILABLE where the page is not built, INVALID_ARGUMENT for a port that cannot be had. */
export async function serve({ page: name, port: wanted, socket, receive, find }: ServeOptions): Promise<Served> {
  const page = await readPage(name);
  const server = createServer();
  await listen(server, wanted);
  const { port } = server.address() as AddressInfo;
  const door: Door = { token: randomBytes(16).toString('hex'), port };
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessageBytes, perMessageDeflate: false });

  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const admission = admit(door, request.url, request.headers);
    if ('refusal' in admission) return answer(response, 403, admission.refusal);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const file = isRead ? (page.get(admission.path) ?? (await find?.(admission.path))) : undefined;
    if (!file) return answer(response, 404, 'There is no such page here.');
    response.writeHead(200, { ...headers, 'Content-Type': file.type }).end(file.contents);
  });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Node leaves an upgraded stream to us: unheard, the error of a peer that is gone would end the process.
    stream.on('error', () => stream.destroy());
    const admission = admit(door, request.url, request.headers);
    const refusal =
      'refusal' in admission
        ? '403 Forbidden'
        : admission.path !== socket || request.headers.origin === undefined
          ? '404 Not Found'
          : undefined;
    if (refusal !== undefined) return void stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
    sockets.handleUpgrade(request, stream, head, (opened) => {
      // A message that is too long, or a connection that broke: the socket closes, which is all that matters.
      opened.on('error', () => {});
      receive(opened, new URL(request.url!, 'http://lab').searchParams);
    });
  });

  return {
    url: `http://127.0.0.1:${port}/${door.token}/`,
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
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
