/** The peers of the environment bench: one Python process for each, kept between rounds, measuring when it is asked. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { A2pdError } from '@a2pd/core';
import { pythonPackages } from '@a2pd/toolchain';

const requirements = [
  'ale-py==0.12.1',
  'gymnasium==1.4.0',
  'opencv-python-headless==5.0.0.93',
  'numpy==2.4.6',
  'envpool==1.2.5',
];
const script = fileURLToPath(new URL('../../peers/env.py', import.meta.url));
const packageFolder = fileURLToPath(new URL('../../.python/env', import.meta.url));

export const peerNames = ['ale-py AtariVectorEnv', 'EnvPool', 'Gymnasium wrappers'] as const;

export interface Measurement {
  readonly game: string;
  readonly numEnvironments: number;
  readonly numThreads: number;
  readonly seconds: number;
}

export class Peer {
  readonly name: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #said = '';

  private constructor(name: string, child: ChildProcessWithoutNullStreams) {
    this.name = name;
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-2000);
    });
  }

  /** Installs the peers on demand and starts one. */
  static async start(name: string, log: (line: string) => void): Promise<Peer> {
    const { program, environment } = await pythonPackages({ requirements, directory: packageFolder, log });
    return new Peer(name, spawn(program, [script, name], { env: { ...process.env, ...environment } }));
  }

  /** Agent steps a second. */
  async measure(measurement: Measurement): Promise<number> {
    this.#child.stdin.write(`${JSON.stringify(measurement)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new A2pdError('TOOL_UNAVAILABLE', `Expected ${this.name} to answer but it ended:\n${this.#said}`);
    return Number(value);
  }

  close(): void {
    this.#child.stdin.end();
  }
}
