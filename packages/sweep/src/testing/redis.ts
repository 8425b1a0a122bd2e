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
    let printed = '';
    for await (const chunk of server.stdout.iterator({ destroyOnReturn: false })) {
      printed += String(chunk);
      if (printed.includes('Ready to accept connections')) {
        server.stdout.resume();
        return;
      }
    }
    throw new Error(`Expected Redis to start but it said: ${printed}`);
  }

  /** SIGKILL: no good-bye, no last save. */
  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    server.kill('SIGKILL');
    await once(server, 'close');
  }

  /** Holds its connections and takes new ones, and never says a word, until it is killed. */
  suspend(): void {
    this.#server?.kill('SIGSTOP');
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

/**
 * Below the ports that outgoing connections are given: there, a client that keeps trying a dead broker's port can be given
 * that very port, connect to itself, and so keep the broker from coming back.
 */
async function freePort(): Promise<number> {
  for (let port = 10_000 + (process.pid % 20_000); port < 32_768; port++) {
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error('Expected a free port below 32768');
}
