/** A real Redis on this machine, on a port and in a folder of its own, with an append-only file as a broker should have. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Tests of the queue are skipped, by name, where there is no redis-server (apt-get install redis-server). */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export class TestRedis {
  readonly address: string;
  readonly #port: number;
  readonly #folder: string;
  #server: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.address = `redis://127.0.0.1:${port}`;
    this.#port = port;
    this.#folder = folder;
  }

  static async start(): Promise<TestRedis> {
    const redis = new TestRedis(await freePort(), await mkdtemp(join(tmpdir(), 'a2pd-redis-')));
    await redis.start();
    return redis;
  }

  /** Starts the server, with what its append-only file holds. */
  async start(): Promise<void> {
    const persistence = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const server = spawn(
      'redis-server',
      ['--port', String(this.#port), '--bind', '127.0.0.1', '--dir', this.#folder, ...persistence],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#server = server;
    for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
      if (String(chunk).includes('Ready to accept connections')) break;
    }
    server.stdout.resume();
  }

  /** SIGKILL: no good-bye, no last save. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.kill('SIGKILL');
    await once(server, 'close');
  }

  /** Comes back with nothing, as one without an append-only file does. */
  async restartEmpty(): Promise<void> {
    await this.kill();
    for (const name of await readdir(this.#folder)) await rm(join(this.#folder, name), { recursive: true });
    await this.start();
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
